package writ.rules.deny_open_to_everybody_test

import data.writ.rules.deny_open_to_everybody

test_speaks_1 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws ec2 authorize-security-group-ingress --group-id sg-1 --cidr 0.0.0.0/0 --port 22"}, "shell": {"commands": [{"program": "aws", "argv": ["ec2", "authorize-security-group-ingress", "--group-id", "sg-1", "--cidr", "0.0.0.0/0", "--port", "22"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3api put-bucket-acl --bucket b --acl public-read"}, "shell": {"commands": [{"program": "aws", "argv": ["s3api", "put-bucket-acl", "--bucket", "b", "--acl", "public-read"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud run deploy x --allow-unauthenticated"}, "shell": {"commands": [{"program": "gcloud", "argv": ["run", "deploy", "x", "--allow-unauthenticated"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "cloud", "operation": "add_rule", "parameters": {"cidr": ["10.0.0.0/8", "0.0.0.0/0"]}}, "context": {}}
}

test_stays_silent_1 if {
	not deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws ec2 authorize-security-group-ingress --group-id sg-1 --cidr 10.0.0.0/8"}, "shell": {"commands": [{"program": "aws", "argv": ["ec2", "authorize-security-group-ingress", "--group-id", "sg-1", "--cidr", "10.0.0.0/8"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud compute firewall-rules list"}, "shell": {"commands": [{"program": "gcloud", "argv": ["compute", "firewall-rules", "list"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not deny_open_to_everybody.outcome with input as {"action": {"tool": "cloud", "operation": "add_rule", "parameters": {"cidr": "10.0.0.0/8"}}, "context": {}}
}

test_stays_silent_4 if {
	not deny_open_to_everybody.outcome with input as {"action": {"tool": "cloud", "operation": "describe_rule", "parameters": {"cidr": "0.0.0.0/0"}}, "context": {}}
}

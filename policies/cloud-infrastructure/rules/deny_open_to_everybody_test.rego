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

test_speaks_5 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3api put-bucket-policy --bucket b --policy '{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\"}]}'"}, "shell": {"commands": [{"program": "aws", "argv": ["s3api", "put-bucket-policy", "--bucket", "b", "--policy", "{\"Statement\":[{\"Effect\":\"Allow\",\"Principal\":\"*\",\"Action\":\"s3:GetObject\"}]}"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws rds modify-db-instance --db-instance-identifier x --publicly-accessible"}, "shell": {"commands": [{"program": "aws", "argv": ["rds", "modify-db-instance", "--db-instance-identifier", "x", "--publicly-accessible"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_7 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws rds modify-db-snapshot-attribute --db-snapshot-identifier x --attribute-name restore --values-to-add all"}, "shell": {"commands": [{"program": "aws", "argv": ["rds", "modify-db-snapshot-attribute", "--db-snapshot-identifier", "x", "--attribute-name", "restore", "--values-to-add", "all"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_8 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 cp x s3://b/x --acl public-read"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "cp", "x", "s3://b/x", "--acl", "public-read"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_9 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3api create-bucket --bucket b --acl=public-read"}, "shell": {"commands": [{"program": "aws", "argv": ["s3api", "create-bucket", "--bucket", "b", "--acl=public-read"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_10 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "az storage account update -n x --allow-blob-public-access true"}, "shell": {"commands": [{"program": "az", "argv": ["storage", "account", "update", "-n", "x", "--allow-blob-public-access", "true"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_11 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "az network nsg rule create --source-address-prefixes='*'"}, "shell": {"commands": [{"program": "az", "argv": ["network", "nsg", "rule", "create", "--source-address-prefixes=*"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_12 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud compute firewall-rules create x --allow tcp:22 --source-ranges 0.0.0.0/0"}, "shell": {"commands": [{"program": "gcloud", "argv": ["compute", "firewall-rules", "create", "x", "--allow", "tcp:22", "--source-ranges", "0.0.0.0/0"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_13 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl create clusterrolebinding x --clusterrole=view --group=system:unauthenticated"}, "shell": {"commands": [{"program": "kubectl", "argv": ["create", "clusterrolebinding", "x", "--clusterrole=view", "--group=system:unauthenticated"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_14 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "cloud", "operation": "authorize_ingress", "parameters": {"rules": [{"cidr": "0.0.0.0/0", "port": 22}]}}, "context": {}}
}

test_stays_silent_5 if {
	not deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud compute firewall-rules create x --direction=EGRESS --destination-ranges=0.0.0.0/0"}, "shell": {"commands": [{"program": "gcloud", "argv": ["compute", "firewall-rules", "create", "x", "--direction=EGRESS", "--destination-ranges=0.0.0.0/0"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_6 if {
	not deny_open_to_everybody.outcome with input as {"action": {"tool": "cloud", "operation": "create_route", "parameters": {"destination_cidr": "0.0.0.0/0"}}, "context": {}}
}

test_speaks_15 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws ec2 modify-security-group-rules --group-id x --security-group-rules 'SecurityGroupRuleId=x,SecurityGroupRule={CidrIpv4=0.0.0.0/0}'"}, "shell": {"commands": [{"program": "aws", "argv": ["ec2", "modify-security-group-rules", "--group-id", "x", "--security-group-rules", "SecurityGroupRuleId=x,SecurityGroupRule={CidrIpv4=0.0.0.0/0}"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_16 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3api put-bucket-acl --bucket b --grant-read uri=http://acs.amazonaws.com/groups/global/AllUsers"}, "shell": {"commands": [{"program": "aws", "argv": ["s3api", "put-bucket-acl", "--bucket", "b", "--grant-read", "uri=http://acs.amazonaws.com/groups/global/AllUsers"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_17 if {
	deny_open_to_everybody.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud storage buckets add-iam-policy-binding gs://b --member=allUsers --role=roles/storage.objectViewer"}, "shell": {"commands": [{"program": "gcloud", "argv": ["storage", "buckets", "add-iam-policy-binding", "gs://b", "--member=allUsers", "--role=roles/storage.objectViewer"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

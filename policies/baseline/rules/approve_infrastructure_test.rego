package writ.rules.approve_infrastructure_test

import data.writ.rules.approve_infrastructure

test_speaks_1 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform destroy"}, "shell": {"commands": [{"program": "terraform", "argv": ["destroy"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_2 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl delete namespace prod"}, "shell": {"commands": [{"program": "kubectl", "argv": ["delete", "namespace", "prod"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_3 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws ec2 terminate-instances --instance-ids i-1"}, "shell": {"commands": [{"program": "aws", "argv": ["ec2", "terminate-instances", "--instance-ids", "i-1"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_4 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "AWS_PROFILE=prod aws s3 rm s3://b --recursive"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "rm", "s3://b", "--recursive"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_5 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npm publish"}, "shell": {"commands": [{"program": "npm", "argv": ["publish"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_6 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker volume rm data"}, "shell": {"commands": [{"program": "docker", "argv": ["volume", "rm", "data"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform plan"}, "shell": {"commands": [{"program": "terraform", "argv": ["plan"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl get ns"}, "shell": {"commands": [{"program": "kubectl", "argv": ["get", "ns"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl delete pod web-1"}, "shell": {"commands": [{"program": "kubectl", "argv": ["delete", "pod", "web-1"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 ls"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "ls"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npm publish --dry-run"}, "shell": {"commands": [{"program": "npm", "argv": ["publish", "--dry-run"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_6 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker build -t x ."}, "shell": {"commands": [{"program": "docker", "argv": ["build", "-t", "x", "."], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

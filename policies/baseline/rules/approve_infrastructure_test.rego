package writ.rules.approve_infrastructure_test

import data.writ.rules.approve_infrastructure

test_speaks_1 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform destroy"}}, "context": {}}
}

test_speaks_2 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl delete namespace prod"}}, "context": {}}
}

test_speaks_3 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws ec2 terminate-instances --instance-ids i-1"}}, "context": {}}
}

test_speaks_4 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "AWS_PROFILE=prod aws s3 rm s3://b --recursive"}}, "context": {}}
}

test_speaks_5 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npm publish"}}, "context": {}}
}

test_speaks_6 if {
	approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker volume rm data"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform plan"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl get ns"}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl delete pod web-1"}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 ls"}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npm publish --dry-run"}}, "context": {}}
}

test_stays_silent_6 if {
	not approve_infrastructure.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker build -t x ."}}, "context": {}}
}

package writ.rules.approve_expensive_test

import data.writ.rules.approve_expensive

test_speaks_1 if {
	approve_expensive.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws ec2 run-instances --instance-type p5.48xlarge"}, "shell": {"commands": [{"program": "aws", "argv": ["ec2", "run-instances", "--instance-type", "p5.48xlarge"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_expensive.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud compute instances create x --machine-type=a3-highgpu-8g"}, "shell": {"commands": [{"program": "gcloud", "argv": ["compute", "instances", "create", "x", "--machine-type=a3-highgpu-8g"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_expensive.outcome with input as {"action": {"tool": "cloud", "operation": "create_instances", "parameters": {"instance_type": "u-24tb1.metal"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_expensive.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws ec2 run-instances --instance-type t3.micro"}, "shell": {"commands": [{"program": "aws", "argv": ["ec2", "run-instances", "--instance-type", "t3.micro"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_expensive.outcome with input as {"action": {"tool": "cloud", "operation": "create_instances", "parameters": {"instance_type": "m7g.large"}}, "context": {}}
}

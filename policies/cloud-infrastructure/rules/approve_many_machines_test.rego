package writ.rules.approve_many_machines_test

import data.writ.rules.approve_many_machines

test_speaks_1 if {
	approve_many_machines.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws ec2 run-instances --count 50 --instance-type t3.micro"}, "shell": {"commands": [{"program": "aws", "argv": ["ec2", "run-instances", "--count", "50", "--instance-type", "t3.micro"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_many_machines.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl scale deploy/shop --replicas=500"}, "shell": {"commands": [{"program": "kubectl", "argv": ["scale", "deploy/shop", "--replicas=500"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_many_machines.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws autoscaling set-desired-capacity --auto-scaling-group-name x --desired-capacity 100"}, "shell": {"commands": [{"program": "aws", "argv": ["autoscaling", "set-desired-capacity", "--auto-scaling-group-name", "x", "--desired-capacity", "100"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_many_machines.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud container clusters resize x --num-nodes 100"}, "shell": {"commands": [{"program": "gcloud", "argv": ["container", "clusters", "resize", "x", "--num-nodes", "100"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	approve_many_machines.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "az vmss scale --new-capacity 200"}, "shell": {"commands": [{"program": "az", "argv": ["vmss", "scale", "--new-capacity", "200"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_many_machines.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl scale deploy/shop --replicas=3 -n staging"}, "shell": {"commands": [{"program": "kubectl", "argv": ["scale", "deploy/shop", "--replicas=3", "-n", "staging"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_many_machines.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws ec2 run-instances --count 2 --instance-type t3.micro"}, "shell": {"commands": [{"program": "aws", "argv": ["ec2", "run-instances", "--count", "2", "--instance-type", "t3.micro"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

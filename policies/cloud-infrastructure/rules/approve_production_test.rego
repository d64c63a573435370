package writ.rules.approve_production_test

import data.writ.rules.approve_production

test_speaks_1 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl --context prod-eu apply -f a.yaml"}, "shell": {"commands": [{"program": "kubectl", "argv": ["--context", "prod-eu", "apply", "-f", "a.yaml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform apply -var-file=production.tfvars"}, "shell": {"commands": [{"program": "terraform", "argv": ["apply", "-var-file=production.tfvars"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws rds modify-db-instance --db-instance-identifier shop-prod"}, "shell": {"commands": [{"program": "aws", "argv": ["rds", "modify-db-instance", "--db-instance-identifier", "shop-prod"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "TF_WORKSPACE=prod terraform apply"}, "shell": {"commands": [{"program": "terraform", "argv": ["apply"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl --context prod-eu get pods"}, "shell": {"commands": [{"program": "kubectl", "argv": ["--context", "prod-eu", "get", "pods"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl -n staging apply -f a.yaml"}, "shell": {"commands": [{"program": "kubectl", "argv": ["-n", "staging", "apply", "-f", "a.yaml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "terraform plan -var-file=production.tfvars"}, "shell": {"commands": [{"program": "terraform", "argv": ["plan", "-var-file=production.tfvars"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 ls s3://prod"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "ls", "s3://prod"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_production.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl apply -f product.yaml"}, "shell": {"commands": [{"program": "kubectl", "argv": ["apply", "-f", "product.yaml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

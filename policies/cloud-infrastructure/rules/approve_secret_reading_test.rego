package writ.rules.approve_secret_reading_test

import data.writ.rules.approve_secret_reading

test_speaks_1 if {
	approve_secret_reading.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl get secret db -n prod -o yaml"}, "shell": {"commands": [{"program": "kubectl", "argv": ["get", "secret", "db", "-n", "prod", "-o", "yaml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_secret_reading.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws secretsmanager get-secret-value --secret-id x"}, "shell": {"commands": [{"program": "aws", "argv": ["secretsmanager", "get-secret-value", "--secret-id", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_secret_reading.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud secrets versions access latest --secret=x"}, "shell": {"commands": [{"program": "gcloud", "argv": ["secrets", "versions", "access", "latest", "--secret=x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_secret_reading.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "az keyvault secret show --name x --vault-name y"}, "shell": {"commands": [{"program": "az", "argv": ["keyvault", "secret", "show", "--name", "x", "--vault-name", "y"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_secret_reading.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl get secret -n staging"}, "shell": {"commands": [{"program": "kubectl", "argv": ["get", "secret", "-n", "staging"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_secret_reading.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl get secrets -o name"}, "shell": {"commands": [{"program": "kubectl", "argv": ["get", "secrets", "-o", "name"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_secret_reading.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws secretsmanager list-secrets"}, "shell": {"commands": [{"program": "aws", "argv": ["secretsmanager", "list-secrets"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

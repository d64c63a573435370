package writ.rules.approve_rights_test

import data.writ.rules.approve_rights

test_speaks_1 if {
	approve_rights.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws iam create-access-key --user-name x"}, "shell": {"commands": [{"program": "aws", "argv": ["iam", "create-access-key", "--user-name", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_rights.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl create rolebinding x --role=view --user=y"}, "shell": {"commands": [{"program": "kubectl", "argv": ["create", "rolebinding", "x", "--role=view", "--user=y"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_rights.outcome with input as {"action": {"tool": "cloud", "operation": "attach_policy", "parameters": {"policy": "ReadOnlyAccess"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_rights.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws iam list-users"}, "shell": {"commands": [{"program": "aws", "argv": ["iam", "list-users"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_rights.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl get rolebindings"}, "shell": {"commands": [{"program": "kubectl", "argv": ["get", "rolebindings"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_rights.outcome with input as {"action": {"tool": "cloud", "operation": "list_policies", "parameters": {}}, "context": {}}
}

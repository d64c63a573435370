package writ.rules.deny_administrator_test

import data.writ.rules.deny_administrator

test_speaks_1 if {
	deny_administrator.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws iam attach-user-policy --user-name x --policy-arn arn:aws:iam::aws:policy/AdministratorAccess"}, "shell": {"commands": [{"program": "aws", "argv": ["iam", "attach-user-policy", "--user-name", "x", "--policy-arn", "arn:aws:iam::aws:policy/AdministratorAccess"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	deny_administrator.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gcloud projects add-iam-policy-binding p --member=user:x --role=roles/owner"}, "shell": {"commands": [{"program": "gcloud", "argv": ["projects", "add-iam-policy-binding", "p", "--member=user:x", "--role=roles/owner"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	deny_administrator.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl create clusterrolebinding x --clusterrole=cluster-admin --user=y"}, "shell": {"commands": [{"program": "kubectl", "argv": ["create", "clusterrolebinding", "x", "--clusterrole=cluster-admin", "--user=y"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	deny_administrator.outcome with input as {"action": {"tool": "cloud", "operation": "attach_policy", "parameters": {"policy": "AdministratorAccess"}}, "context": {}}
}

test_stays_silent_1 if {
	not deny_administrator.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws iam list-attached-user-policies --user-name x"}, "shell": {"commands": [{"program": "aws", "argv": ["iam", "list-attached-user-policies", "--user-name", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not deny_administrator.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl get clusterrolebinding cluster-admin"}, "shell": {"commands": [{"program": "kubectl", "argv": ["get", "clusterrolebinding", "cluster-admin"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not deny_administrator.outcome with input as {"action": {"tool": "cloud", "operation": "attach_policy", "parameters": {"policy": "ReadOnlyAccess"}}, "context": {}}
}

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

test_speaks_5 if {
	deny_administrator.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl create clusterrole x --verb='*' --resource='*'"}, "shell": {"commands": [{"program": "kubectl", "argv": ["create", "clusterrole", "x", "--verb=*", "--resource=*"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	deny_administrator.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws iam put-role-policy --role-name x --policy-name y --policy-document '{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}'"}, "shell": {"commands": [{"program": "aws", "argv": ["iam", "put-role-policy", "--role-name", "x", "--policy-name", "y", "--policy-document", "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"*\",\"Resource\":\"*\"}]}"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_7 if {
	deny_administrator.outcome with input as {"action": {"tool": "cloud", "operation": "grant_roles", "parameters": {"roles": ["roles/owner"]}}, "context": {}}
}

test_speaks_8 if {
	deny_administrator.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "az role assignment create --assignee x --role=Owner"}, "shell": {"commands": [{"program": "az", "argv": ["role", "assignment", "create", "--assignee", "x", "--role=Owner"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_9 if {
	deny_administrator.outcome with input as {"action": {"tool": "cloud", "operation": "assign_role", "parameters": {"binding": {"role": "Contributor"}}}, "context": {}}
}

test_stays_silent_4 if {
	not deny_administrator.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws iam put-user-policy --user-name x --policy-name y --policy-document '{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}]}'"}, "shell": {"commands": [{"program": "aws", "argv": ["iam", "put-user-policy", "--user-name", "x", "--policy-name", "y", "--policy-document", "{\"Statement\":[{\"Effect\":\"Allow\",\"Action\":\"s3:GetObject\",\"Resource\":\"*\"}]}"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_5 if {
	not deny_administrator.outcome with input as {"action": {"tool": "cloud", "operation": "create_tag", "parameters": {"key": "owner", "value": "owner"}}, "context": {}}
}

test_stays_silent_6 if {
	not deny_administrator.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kubectl create namespace owner"}, "shell": {"commands": [{"program": "kubectl", "argv": ["create", "namespace", "owner"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

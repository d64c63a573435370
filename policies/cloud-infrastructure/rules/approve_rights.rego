# METADATA
# scope: package
# title: "Rights are granted with a person"
# description: "Roles, policies, keys and service accounts."
# custom:
#   id: approve_rights
#   class: standard_deny
#   result: STEP_UP
#   priority: 465
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#     - {"effect": "grant"}
#     - {"tool": "cloud", "operation": "*policy*"}
#     - {"tool": "cloud", "operation": "*role*"}
#     - {"tool": "cloud", "operation": "*key*"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_rights

import data.writ.lib.shell

outcome := {"reason": "this grants rights or creates a key"} if {
	some call in shell.calls
	grants(call)
}

outcome := {"reason": "this grants rights or creates a key"} if {
	input.action.tool != "shell"
	not regex.match(`(?i)^(get|list|describe|read|search)`, input.action.operation)
}

grants(call) if {
	call.name == "aws"
	some arg in call.args
	regex.match(`^(attach-(user|role|group)-policy|put-(user|role|group)-policy|create-access-key|create-login-profile|update-assume-role-policy|create-policy-version|add-user-to-group|put-bucket-policy|create-service-specific-credential)$`, arg)
}

grants(call) if {
	call.name == "gcloud"
	shell.has_any(call.args, {"add-iam-policy-binding", "set-iam-policy"})
}

grants(call) if {
	call.name == "gcloud"
	"keys" in call.args
	"create" in call.args
}

grants(call) if {
	call.name == "az"
	shell.has_any(call.args, {"role", "ad"})
	"create" in call.args
}

grants(call) if {
	call.name in {"kubectl", "oc"}
	shell.has_any(call.args, {"create", "apply"})
	shell.has_any(call.args, {"clusterrolebinding", "rolebinding", "clusterrole", "role", "token"})
}

# METADATA
# scope: package
# title: "No administrators are made"
# description: "A role that may do everything granted, or written."
# custom:
#   id: deny_administrator
#   class: standard_deny
#   result: DENY
#   priority: 565
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "cloud"}
#     - {"tool": "*aws*"}
#     - {"tool": "*gcp*"}
#     - {"tool": "*azure*"}
#     - {"tool": "*kubernetes*"}
#   severity: CRITICAL
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.deny_administrator

import data.writ.lib.cloud
import data.writ.lib.shell

outcome := {"reason": "this grants a role that may do everything"} if {
	some call in shell.calls
	call.name in {"aws", "gcloud", "az", "kubectl", "oc"}
	grants(call.args)
	some arg in call.args
	administrator(arg)
}

outcome := {"reason": "this grants a role that may do everything"} if {
	input.action.tool != "shell"
	regex.match(`(?i)(grant|attach|assign|bind|add|put|set|create|update).*|iam`, input.action.operation)
	walk(input.action.parameters, [path, value])
	is_string(value)
	some key in path
	regex.match(`(?i)role|polic|permission|binding|access`, sprintf("%v", [key]))
	any_administrator(value)
}

any_administrator(text) if administrator(text)

any_administrator(text) if of_azure(text)

outcome := {"reason": "this grants a role that may do everything"} if {
	some call in shell.calls
	call.name == "az"
	"role" in call.args
	"create" in call.args
	of_azure(cloud.option(call.args, "--role"))
}

of_azure(text) if lower(text) in {"owner", "contributor", "user access administrator", "role based access control administrator"}

grants(args) if {
	some arg in args
	regex.match(`^(attach-.*-policy|put-.*-policy|create-policy|create-policy-version|add-user-to-group|add-iam-policy-binding|set-iam-policy|create|assignment)$`, arg)
}

administrator(text) if regex.match(`(?i)(^|[/:=])(AdministratorAccess|IAMFullAccess|PowerUserAccess|roles/owner|roles/editor|roles/iam\.securityAdmin|cluster-admin)$`, text)

# A document that allows everything is an administrator's by another name.
administrator(text) if cloud.for_everything(text)

outcome := {"reason": "this grants a role that may do everything"} if {
	some call in shell.calls
	call.name in {"kubectl", "oc", "k"}
	"create" in call.args
	shell.has_any(call.args, {"clusterrole", "role"})
	cloud.option(call.args, "--verb") == "*"
}

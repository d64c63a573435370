# METADATA
# scope: package
# title: "No administrators are made"
# description: "A role that may do everything granted."
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
	regex.match(`(?i)(grant|attach|assign|bind|add)`, input.action.operation)
	some name in {"role", "policy", "policy_arn", "permission"}
	administrator(input.action.parameters[name])
}

grants(args) if {
	some arg in args
	regex.match(`^(attach-.*-policy|put-.*-policy|add-user-to-group|add-iam-policy-binding|set-iam-policy|create|assignment)$`, arg)
}

administrator(text) if regex.match(`(?i)(^|[/:=])(AdministratorAccess|IAMFullAccess|PowerUserAccess|roles/owner|roles/editor|roles/iam\.securityAdmin|owner|cluster-admin|User Access Administrator|Contributor)$`, text)

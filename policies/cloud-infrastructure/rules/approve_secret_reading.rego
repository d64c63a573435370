# METADATA
# scope: package
# title: "Secrets are read with a person"
# description: "The value of a secret printed by a cloud or a cluster."
# custom:
#   id: approve_secret_reading
#   class: standard_deny
#   result: STEP_UP
#   priority: 465
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.approve_secret_reading

import data.writ.lib.shell

outcome := {"reason": "this prints the value of a secret"} if {
	some call in shell.calls
	prints(call)
}

prints(call) if {
	call.name in {"kubectl", "oc", "k"}
	"get" in call.args
	some what in call.args
	regex.match(`^(secrets?|all,secrets?)([/,].*)?$`, what)
	some flag in call.args
	regex.match(`^(-o.*|--output.*|--template.*)$`, flag)
	not shell.has_any(call.args, {"name", "wide", "-oname", "-owide", "-o=name", "-o=wide", "--output=name", "--output=wide"})
}

prints(call) if {
	call.name == "aws"
	shell.has_any(call.args, {"get-secret-value", "batch-get-secret-value"})
}

prints(call) if {
	call.name == "aws"
	"--with-decryption" in call.args
}

prints(call) if {
	call.name == "gcloud"
	"secrets" in call.args
	"access" in call.args
}

prints(call) if {
	call.name == "az"
	"keyvault" in call.args
	shell.has_any(call.args, {"show", "download"})
	shell.has_any(call.args, {"secret", "key", "certificate"})
}

prints(call) if {
	call.name == "vault"
	shell.has_any(call.args, {"read", "get"})
}

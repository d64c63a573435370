# METADATA
# scope: package
# title: "Stored credentials of other tools"
# description: "Files in which package managers, browsers and key chains keep credentials."
# custom:
#   id: approve_stored_credentials
#   class: standard_deny
#   result: STEP_UP
#   priority: 425
#   applies_to:
#     - {"tool": "file", "operation": "read"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     path: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.approve_stored_credentials

import data.writ.lib.coding
import data.writ.lib.shell

outcome := {"reason": "this reads credentials that another tool has stored"} if {
	some path in read
	coding.credential_file(path)
}

read contains input.action.parameters.path

read contains arg if {
	some call in shell.calls
	call.name in {"cat", "less", "more", "head", "tail", "cp", "mv", "scp", "tar", "zip", "base64", "xxd", "strings", "grep", "rg", "awk", "sed", "sqlite3", "curl"}
	some arg in call.args
}

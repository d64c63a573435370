# METADATA
# scope: package
# title: "Credentials are not committed"
# description: "Files that hold secrets by their name, added to a commit."
# custom:
#   id: approve_committed_credentials
#   class: standard_deny
#   result: STEP_UP
#   priority: 425
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.approve_committed_credentials

import data.writ.lib.coding
import data.writ.lib.shell

outcome := {"reason": "this puts a file that holds secrets into the history"} if {
	some call in shell.calls
	call.name == "git"
	shell.has_any(call.args, {"add", "stage", "commit", "update-index"})
	some arg in coding.words(call.args)
	coding.secret_file(arg)
}

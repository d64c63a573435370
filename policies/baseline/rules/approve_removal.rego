# METADATA
# scope: package
# title: "What others depend on"
# description: "A command of any program that deletes, revokes, disables or flushes something outside of the developer's own tree."
# custom:
#   id: approve_removal
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_removal

import data.writ.lib.removal
import data.writ.lib.shell

outcome := {"reason": "this removes or switches off something that others may depend on"} if {
	some call in shell.calls
	removal.removes(call)
}

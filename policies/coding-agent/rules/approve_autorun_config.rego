# METADATA
# scope: package
# title: "What runs by itself is changed with a person"
# description: "Files that editors, shells and agents run or obey as soon as a folder is opened."
# custom:
#   id: approve_autorun_config
#   class: standard_deny
#   result: STEP_UP
#   priority: 425
#   applies_to:
#     - {"tool": "file", "operation": "write"}
#     - {"tool": "file", "operation": "edit"}
#     - {"tool": "file", "operation": "delete"}
#     - {"tool": "file", "operation": "move"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver", "principal"]
#   parameters:
#     path: {"type": "string", "optional": true}
#     to: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP ASI01 Agent Goal Hijack"
package writ.rules.approve_autorun_config

import data.writ.lib.coding

outcome := {"reason": "this changes what an editor, a shell or an agent runs or obeys by itself"} if {
	some path in coding.changed
	coding.autorun_file(path)
}

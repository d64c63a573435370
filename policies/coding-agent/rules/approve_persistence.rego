# METADATA
# scope: package
# title: "Nothing keeps running unasked"
# description: "Timers, services and start-up entries."
# custom:
#   id: approve_persistence
#   class: standard_deny
#   result: STEP_UP
#   priority: 425
#   applies_to:
#     - {"tool": "file", "operation": "write"}
#     - {"tool": "file", "operation": "edit"}
#     - {"tool": "file", "operation": "move"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     path: {"type": "string", "optional": true}
#     to: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_persistence

import data.writ.lib.coding
import data.writ.lib.shell

outcome := {"reason": "this would keep something running after the session"} if {
	some call in shell.calls
	persists(call)
}

persists(call) if {
	call.name == "crontab"
	not "-l" in call.args
}

persists(call) if {
	call.name == "systemctl"
	shell.has_any(call.args, {"enable", "edit", "link"})
}

persists(call) if {
	call.name == "launchctl"
	shell.has_any(call.args, {"load", "bootstrap", "enable", "submit"})
}

persists(call) if call.name in {"at", "batch", "schtasks", "update-rc.d", "loginctl", "systemd-run"}

outcome := {"reason": "this would keep something running after the session"} if {
	some path in coding.changed
	coding.start_file(path)
}

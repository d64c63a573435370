# METADATA
# scope: package
# title: "Changing the system is approved"
# description: "Writing system folders, login scripts, authorised keys and timetables, or adding people."
# custom:
#   id: approve_system_change
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - {"tool": "file", "operation": "write"}
#     - {"tool": "file", "operation": "edit"}
#     - {"tool": "file", "operation": "delete"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver", "principal"]
#   parameters:
#     path: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_system_change

import data.writ.lib.places
import data.writ.lib.shell

outcome := {"reason": "this changes the system or what runs at login"} if places.system(input.action.parameters.path)

outcome := {"reason": "this changes the system or what runs at login"} if {
	some target in shell.redirected
	places.system(target)
}

outcome := {"reason": "this changes the system or what runs at login"} if {
	some call in shell.calls
	changes(call)
}

changes(call) if call.name in {"useradd", "adduser", "usermod", "userdel", "passwd", "visudo", "shutdown", "reboot", "halt", "poweroff", "insmod", "setenforce"}

changes(call) if {
	call.name == "crontab"
	not "-l" in call.args
}

changes(call) if {
	call.name in {"tee", "mv", "cp", "ln", "rm", "install", "truncate", "chmod", "chown"}
	some arg in [call.args[count(call.args) - 1]]
	places.system(arg)
}

changes(call) if {
	call.name in {"iptables", "ufw", "nft"}
	shell.has_any(call.args, {"-F", "--flush", "disable", "flush", "reset"})
}

changes(call) if {
	call.name == "systemctl"
	shell.has_any(call.args, {"stop", "disable", "mask", "kill"})
}

changes(call) if {
	call.name == "sed"
	some flag in call.args
	startswith(flag, "-i")
	some arg in call.args
	places.system(arg)
}

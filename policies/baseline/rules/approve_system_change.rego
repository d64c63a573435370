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

import data.writ.lib.paths
import data.writ.lib.places
import data.writ.lib.shell

outcome := {"reason": "this changes the system or what runs at login"} if places.system(paths.normal(input.action.parameters.path))

outcome := {"reason": "this changes the system or what runs at login"} if {
	some target in (shell.redirected | shell.written)
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
	last := count(call.args) - 1
	some arg in [call.args[last], call.reached[last]]
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
	some arg in array.concat(call.args, call.reached)
	places.system(arg)
}

# Memory, network, mounts and kernel settings of the running machine.
changes(call) if {
	call.name in {"swapoff", "umount", "rmmod", "pivot_root", "ifdown"}
	not shell.has_any(call.args, {"--help", "-h", "--version", "-V"})
}

changes(call) if {
	call.name in {"ip", "ifconfig", "ifup", "nmcli"}
	shell.has_any(call.args, {"down", "off", "flush", "del", "delete"})
}

changes(call) if {
	call.name == "mount"
	some arg in call.args
	regex.match(`(^|,)remount(,|$)`, arg)
}

changes(call) if {
	call.name == "sysctl"
	shell.has_any(call.args, {"-w", "--write", "-p", "--load", "--system"})
}

# What the machine itself runs, and everything at once.
changes(call) if {
	call.name in {"kill", "pkill", "killall", "skill"}
	some arg in call.args
	arg in {"init", "systemd", "sshd", "dbus-daemon", "launchd", "auditd", "cron", "crond", "rsyslogd", "udevd", "systemd-journald"}
}

changes(call) if {
	call.name == "kill"
	count(call.args) > 1
	call.args[count(call.args) - 1] in {"1", "-1"}
	not call.args[0] == "-0"
}

# Everybody may write: digits whose last lets others write, or a letter form of it.
changes(call) if {
	call.name == "chmod"
	some mode in call.args
	regex.match(`^([0-7]?[0-7]{2}[2367]|([ugo]*[oa][ugo]*)?[+=][rxX]*w[rwxXst]*)$`, mode)
	some path in call.args
	startswith(path, "/")
	not places.passing(path)
}

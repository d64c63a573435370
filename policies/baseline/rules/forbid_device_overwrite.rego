# METADATA
# scope: package
# title: "No writing over disks"
# description: "Formatting or overwriting a block device."
# custom:
#   id: forbid_device_overwrite
#   class: forbidden
#   result: DENY
#   priority: 1000
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: CRITICAL
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.forbid_device_overwrite

import data.writ.lib.shell

outcome := {"reason": "this formats or overwrites a disk"} if {
	some call in shell.calls
	overwrites(call)
}

outcome := {"reason": "this overwrites a disk"} if {
	some target in shell.redirected
	startswith(target, "/dev/")
	regex.match(device, target)
}

device := `^/dev/(sd|hd|vd|xvd|nvme|mmcblk|disk|rdisk|mapper/|md|loop)`

overwrites(call) if {
	formats(call.name)
	some arg in call.args
	not startswith(arg, "-")
}

formats(name) if startswith(name, "mkfs")

formats(name) if name in {"mke2fs", "mkswap", "wipefs", "blkdiscard"}

overwrites(call) if {
	call.name == "dd"
	some arg in call.args
	startswith(arg, "of=")
	regex.match(device, substring(arg, 3, -1))
}

overwrites(call) if {
	call.name in {"shred", "tee", "cp"}
	some arg in call.args
	startswith(arg, "/dev/")
	regex.match(device, arg)
}

package writ.rules.forbid_device_overwrite_test

import data.writ.rules.forbid_device_overwrite

test_speaks_1 if {
	forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "mkfs.ext4 /dev/sda1"}, "shell": {"commands": [{"program": "mkfs.ext4", "argv": ["/dev/sda1"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_2 if {
	forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sudo dd if=/dev/zero of=/dev/nvme0n1 bs=1M"}, "shell": {"commands": [{"program": "sudo", "argv": ["dd", "if=/dev/zero", "of=/dev/nvme0n1", "bs=1M"], "piped": false, "fed_by": [], "via": []}, {"program": "dd", "argv": ["if=/dev/zero", "of=/dev/nvme0n1", "bs=1M"], "piped": false, "fed_by": [], "via": ["sudo"]}]}}, "context": {}}
}

test_speaks_3 if {
	forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat image > /dev/sdb"}, "shell": {"commands": [{"program": "cat", "argv": ["image"], "piped": false, "fed_by": [], "via": []}], "redirects": [{"operator": ">", "target": "/dev/sdb"}]}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "dd if=/dev/zero of=disk.img bs=1M count=10"}, "shell": {"commands": [{"program": "dd", "argv": ["if=/dev/zero", "of=disk.img", "bs=1M", "count=10"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo ok > /dev/null"}, "shell": {"commands": [{"program": "echo", "argv": ["ok"], "piped": false, "fed_by": [], "via": []}], "redirects": [{"operator": ">", "target": "/dev/null"}]}}, "context": {}}
}

test_stays_silent_3 if {
	not forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "man mkfs"}, "shell": {"commands": [{"program": "man", "argv": ["mkfs"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

package writ.rules.forbid_device_overwrite_test

import data.writ.rules.forbid_device_overwrite

test_speaks_1 if {
	forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "mkfs.ext4 /dev/sda1"}}, "context": {}}
}

test_speaks_2 if {
	forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sudo dd if=/dev/zero of=/dev/nvme0n1 bs=1M"}}, "context": {}}
}

test_speaks_3 if {
	forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat image > /dev/sdb"}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "dd if=/dev/zero of=disk.img bs=1M count=10"}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo ok > /dev/null"}}, "context": {}}
}

test_stays_silent_3 if {
	not forbid_device_overwrite.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "man mkfs"}}, "context": {}}
}

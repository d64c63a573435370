package writ.rules.approve_system_change_test

import data.writ.rules.approve_system_change

test_speaks_1 if {
	approve_system_change.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "/etc/hosts"}}, "context": {}}
}

test_speaks_2 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo x >> ~/.bashrc"}}, "context": {}}
}

test_speaks_3 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo k | sudo tee -a /etc/sudoers.d/x"}}, "context": {}}
}

test_speaks_4 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "crontab -r"}}, "context": {}}
}

test_speaks_5 if {
	approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sudo shutdown now"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_system_change.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "src/etc/hosts"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat /etc/hosts"}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "crontab -l"}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cp /etc/hosts ./hosts"}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_system_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "systemctl status nginx"}}, "context": {}}
}

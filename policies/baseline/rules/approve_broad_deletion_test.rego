package writ.rules.approve_broad_deletion_test

import data.writ.rules.approve_broad_deletion

test_speaks_1 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf ."}}, "context": {}}
}

test_speaks_2 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf ../*"}}, "context": {}}
}

test_speaks_3 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf ~/Documents"}}, "context": {}}
}

test_speaks_4 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf \"$DIR\""}}, "context": {}}
}

test_speaks_5 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sudo rm -rf /var/lib"}}, "context": {}}
}

test_speaks_6 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf .git"}}, "context": {}}
}

test_speaks_7 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git clean -fdx"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf node_modules dist"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf /tmp/x"}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf ./build/*"}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -f a.txt"}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git clean -n"}}, "context": {}}
}

test_stays_silent_6 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf /home/dev/src/app/node_modules"}}, "context": {}}
}

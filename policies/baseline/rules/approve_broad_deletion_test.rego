package writ.rules.approve_broad_deletion_test

import data.writ.rules.approve_broad_deletion

test_speaks_1 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf ."}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "."], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_2 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf ../*"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "../*"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_3 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf ~/Documents"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "~/Documents"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_4 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf \"$DIR\""}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "$DIR"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_5 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sudo rm -rf /var/lib"}, "shell": {"commands": [{"program": "sudo", "argv": ["rm", "-rf", "/var/lib"], "piped": false, "fed_by": [], "via": []}, {"program": "rm", "argv": ["-rf", "/var/lib"], "piped": false, "fed_by": [], "via": ["sudo"]}]}}, "context": {}}
}

test_speaks_6 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf .git"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", ".git"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_7 if {
	approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git clean -fdx"}, "shell": {"commands": [{"program": "git", "argv": ["clean", "-fdx"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf node_modules dist"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "node_modules", "dist"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf /tmp/x"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "/tmp/x"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf ./build/*"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "./build/*"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -f a.txt"}, "shell": {"commands": [{"program": "rm", "argv": ["-f", "a.txt"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git clean -n"}, "shell": {"commands": [{"program": "git", "argv": ["clean", "-n"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_6 if {
	not approve_broad_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf /home/dev/src/app/node_modules"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "/home/dev/src/app/node_modules"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

package writ.rules.forbid_enforcement_tampering_test

import data.writ.rules.forbid_enforcement_tampering

test_speaks_1 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "/home/dev/.claude/settings.json"}}, "context": {}}
}

test_speaks_2 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": ".writ/config.json"}}, "context": {}}
}

test_speaks_3 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo '{}' > .claude/settings.local.json"}, "shell": {"commands": [{"program": "echo", "argv": ["{}"], "piped": false, "fed_by": [], "via": []}], "redirects": [{"operator": ">", "target": ".claude/settings.local.json"}]}}, "context": {}}
}

test_speaks_4 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sed -i s/hook// ~/.claude/settings.json"}, "shell": {"commands": [{"program": "sed", "argv": ["-i", "s/hook//", "~/.claude/settings.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_5 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf .writ"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", ".writ"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_6 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "pkill -f writ"}, "shell": {"commands": [{"program": "pkill", "argv": ["-f", "writ"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "src/settings.json"}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "file", "operation": "search", "parameters": {"pattern": "x"}}, "context": {}}
}

test_stays_silent_3 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat .claude/settings.json"}, "shell": {"commands": [{"program": "cat", "argv": [".claude/settings.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_4 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git add .claude/settings.json"}, "shell": {"commands": [{"program": "git", "argv": ["add", ".claude/settings.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_5 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "ls -la .writ"}, "shell": {"commands": [{"program": "ls", "argv": ["-la", ".writ"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

package writ.rules.approve_autorun_config_test

import data.writ.rules.approve_autorun_config

test_speaks_1 if {
	approve_autorun_config.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": ".mcp.json", "new_string": "x"}}, "context": {}}
}

test_speaks_2 if {
	approve_autorun_config.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "app/.vscode/tasks.json", "content": "x"}}, "context": {}}
}

test_speaks_3 if {
	approve_autorun_config.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo 'curl x' >> .envrc"}, "shell": {"commands": [{"program": "echo", "argv": ["curl x"], "piped": false, "fed_by": [], "via": []}], "redirects": [{"operator": ">>", "target": ".envrc"}], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_autorun_config.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": ".vscode/settings.json", "new_string": "x"}}, "context": {}}
}

package writ.rules.allow_development_test

import data.writ.rules.allow_development

test_speaks_1 if {
	allow_development.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "ls"}}, "context": {}}
}

test_speaks_2 if {
	allow_development.outcome with input as {"action": {"tool": "file", "operation": "read", "parameters": {"path": "a"}}, "context": {}}
}

test_stays_silent_1 if {
	not allow_development.outcome with input as {"action": {"tool": "browser", "operation": "open", "parameters": {}}, "context": {}}
}

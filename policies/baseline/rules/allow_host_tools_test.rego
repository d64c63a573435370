package writ.rules.allow_host_tools_test

import data.writ.rules.allow_host_tools

test_speaks_1 if {
	allow_host_tools.outcome with input as {"action": {"tool": "todowrite", "operation": "call", "parameters": {}}, "context": {}}
}

test_speaks_2 if {
	allow_host_tools.outcome with input as {"action": {"tool": "agent", "operation": "spawn", "parameters": {"prompt": "x"}}, "context": {}}
}

test_stays_silent_1 if {
	not allow_host_tools.outcome with input as {"action": {"tool": "agent", "operation": "destroy", "parameters": {}}, "context": {}}
}

package writ.rules.ask_changed_tool_test

import data.writ.rules.ask_changed_tool

test_speaks_of_a_changed_tool if {
	ask_changed_tool.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {}}, "context": {"tool_changed": true}}
}

test_stays_silent_of_one_that_is_as_it_was if {
	not ask_changed_tool.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {}}, "context": {"tool_changed": false}}
}

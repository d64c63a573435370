package writ.rules.ask_told_by_output_test

import data.writ.rules.ask_told_by_output

test_speaks_1 if {
	ask_told_by_output.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "send", "call_origin": "told", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_stays_silent_1 if {
	not ask_told_by_output.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "send", "call_origin": "requested", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_stays_silent_2 if {
	not ask_told_by_output.outcome with input as {"action": {"tool": "shell", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "send", "call_origin": "told", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

package writ.rules.ask_unasked_test

import data.writ.rules.ask_unasked

test_speaks_1 if {
	ask_unasked.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "pay", "call_origin": "unasked", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_stays_silent_1 if {
	not ask_unasked.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "update", "call_origin": "unasked", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_stays_silent_2 if {
	not ask_unasked.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "pay", "call_origin": "requested", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_stays_silent_3 if {
	not ask_unasked.outcome with input as {"action": {"tool": "file", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "delete", "call_origin": "unasked", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

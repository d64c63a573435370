package writ.rules.ask_unasked_test

import data.writ.rules.ask_unasked

test_speaks_1 if {
	ask_unasked.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "pay", "call_origin": "unasked", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": true}}
}

test_stays_silent_1 if {
	not ask_unasked.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "update", "call_origin": "unasked", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": true}}
}

test_stays_silent_2 if {
	not ask_unasked.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "pay", "call_origin": "requested", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": true}}
}

test_stays_silent_3 if {
	not ask_unasked.outcome with input as {"action": {"tool": "file", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "delete", "call_origin": "unasked", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": true}}
}

test_stays_silent_where_nothing_was_read if {
	not ask_unasked.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {}}, "context": {"effect": "pay", "call_origin": "unasked", "exposed": false, "invented_values": []}}
}

test_speaks_of_somebody_who_appears_nowhere if {
	value := {"parameter": "to", "role": "recipient", "origin": "agent", "tool": null, "text": "zoe@else.example"}
	ask_unasked.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {}}, "context": {"effect": "pay", "call_origin": "unasked", "exposed": false, "invented_values": [value]}}
}

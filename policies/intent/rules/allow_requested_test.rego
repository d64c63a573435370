package writ.rules.allow_requested_test

import data.writ.rules.allow_requested

test_speaks_1 if {
	allow_requested.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "send", "call_origin": "requested", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_speaks_2 if {
	allow_requested.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "send", "call_origin": "delegated", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_stays_silent_1 if {
	not allow_requested.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "send", "call_origin": "unasked", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_stays_silent_2 if {
	not allow_requested.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "send", "call_origin": "told", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_stays_silent_3 if {
	not allow_requested.outcome with input as {"action": {"tool": "shell", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "send", "call_origin": "requested", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

package writ.rules.allow_ordinary_steps_test

import data.writ.rules.allow_ordinary_steps

test_speaks_1 if {
	allow_ordinary_steps.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "update", "call_origin": "unasked", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_speaks_2 if {
	allow_ordinary_steps.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "unknown", "call_origin": "implied", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_stays_silent_1 if {
	not allow_ordinary_steps.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "pay", "call_origin": "unasked", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": true}}
}

test_stays_silent_2 if {
	not allow_ordinary_steps.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "update", "call_origin": "told", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_stays_silent_3 if {
	not allow_ordinary_steps.outcome with input as {"action": {"tool": "file", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "update", "call_origin": "unasked", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

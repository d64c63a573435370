package writ.rules.ask_untrusted_value_test

import data.writ.rules.ask_untrusted_value

test_speaks_1 if {
	ask_untrusted_value.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "send", "call_origin": "requested", "original_request": "send it to Bob", "untrusted_values": [{"parameter": "to", "role": "recipient", "origin": "told", "tool": "fetch_page", "text": "eve@evil.example"}], "invented_values": [], "exposed": false}}
}

test_stays_silent_1 if {
	not ask_untrusted_value.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "send", "call_origin": "requested", "original_request": "send it to Bob", "untrusted_values": [], "invented_values": [], "exposed": false}}
}

test_stays_silent_2 if {
	not ask_untrusted_value.outcome with input as {"action": {"tool": "shell", "operation": "call", "parameters": {"to": "bob"}}, "context": {"effect": "send", "call_origin": "requested", "original_request": "send it to Bob", "untrusted_values": [{"parameter": "to", "role": "recipient", "origin": "told", "tool": "fetch_page", "text": "eve@evil.example"}], "invented_values": [], "exposed": false}}
}

test_asks_one_narrow_question if {
	value := {"parameter": "to", "role": "recipient", "origin": "told", "tool": "fetch_page", "text": "eve@evil.example"}
	ask_untrusted_value.outcome.reason == "to `eve@evil.example` comes from the output of `fetch_page` and from nowhere else; is it meant?" with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {}}, "context": {"untrusted_values": [value]}}
}

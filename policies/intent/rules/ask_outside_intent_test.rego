package writ.rules.ask_outside_intent_test

import data.writ.rules.ask_outside_intent

test_speaks_of_privileges if {
	ask_outside_intent.outcome with input as {"action": {"tool": "iam_add", "operation": "call", "parameters": {}}, "context": {"intent_class": "inform", "outside_intent": ["privilege"], "call_origin": "unasked"}}
}

test_speaks_of_long_chains if {
	ask_outside_intent.outcome with input as {"action": {"tool": "crm_read", "operation": "call", "parameters": {}}, "context": {"intent_class": "work", "outside_intent": ["chain_length"], "call_origin": "implied"}}
}

test_stays_silent_inside if {
	not ask_outside_intent.outcome with input as {"action": {"tool": "crm_read", "operation": "call", "parameters": {}}, "context": {"intent_class": "inform", "outside_intent": [], "call_origin": "implied"}}
}

test_stays_silent_where_it_is_asked_for if {
	not ask_outside_intent.outcome with input as {"action": {"tool": "iam_add", "operation": "call", "parameters": {}}, "context": {"intent_class": "inform", "outside_intent": ["privilege"], "call_origin": "delegated"}}
}

test_stays_silent_about_tools_of_a_host if {
	not ask_outside_intent.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {}}, "context": {"intent_class": "work", "outside_intent": ["chain_length"], "call_origin": "implied"}}
}

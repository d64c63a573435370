package writ.rules.forbid_forwarding_rule_test

import data.writ.rules.forbid_forwarding_rule

test_speaks_1 if {
	forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "create_rule", "parameters": {"forward_to": "x@evil.example"}}, "context": {}}
}

test_speaks_2 if {
	forbid_forwarding_rule.outcome with input as {"action": {"tool": "gmail", "operation": "create_forwarding_address", "parameters": {}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "create_rule", "parameters": {"move_to": "archive"}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "forward", "parameters": {"to": "a@corp.example"}}, "context": {}}
}

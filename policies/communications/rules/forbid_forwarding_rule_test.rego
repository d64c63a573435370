package writ.rules.forbid_forwarding_rule_test

import data.writ.rules.forbid_forwarding_rule

test_speaks_1 if {
	forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "create_rule", "parameters": {"forward_to": "x@evil.example"}}, "context": {}}
}

test_speaks_2 if {
	forbid_forwarding_rule.outcome with input as {"action": {"tool": "gmail", "operation": "createFilter", "parameters": {"filter": {"action": {"forward": "x@evil.example"}}}}, "context": {}}
}

test_speaks_3 if {
	forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "enable_forwarding", "parameters": {}}, "context": {}}
}

test_speaks_4 if {
	forbid_forwarding_rule.outcome with input as {"action": {"tool": "gmail", "operation": "users.settings.forwardingAddresses.create", "parameters": {}}, "context": {}}
}

test_speaks_5 if {
	forbid_forwarding_rule.outcome with input as {"action": {"tool": "outlook", "operation": "update_rule", "parameters": {"actions": [{"redirectTo": ["x@evil.example"]}]}}, "context": {}}
}

test_speaks_6 if {
	forbid_forwarding_rule.outcome with input as {"action": {"tool": "gmail", "operation": "createDelegate", "parameters": {}}, "context": {}}
}

test_speaks_7 if {
	forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "create_rule", "parameters": {"actions": ["forward to x@evil.example"]}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "create_rule", "parameters": {"move_to": "archive"}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "ann@corp.example", "subject": "s", "body": "b"}}, "context": {}}
}

test_stays_silent_3 if {
	not forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "update_settings", "parameters": {"forward": false}}, "context": {}}
}

test_stays_silent_4 if {
	not forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"forward_to": "x"}}, "context": {}}
}

test_stays_silent_5 if {
	not forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "forward_message", "parameters": {}}, "context": {}}
}

test_stays_silent_6 if {
	not forbid_forwarding_rule.outcome with input as {"action": {"tool": "email", "operation": "create_rule", "parameters": {"actions": ["archive"], "subject": "forward"}}, "context": {}}
}

package writ.rules.ask_forbidden_test

import data.writ.rules.ask_forbidden

test_speaks_of_what_the_request_forbids if {
	ask_forbidden.outcome with input as {"action": {"tool": "drive_delete", "operation": "call", "parameters": {"name": "plan.md"}}, "context": {"risk_signals": ["chain_length", "forbidden"]}}
}

test_stays_silent_of_anything_else if {
	not ask_forbidden.outcome with input as {"action": {"tool": "drive_delete", "operation": "call", "parameters": {"name": "old.md"}}, "context": {"risk_signals": ["chain_length"]}}
}

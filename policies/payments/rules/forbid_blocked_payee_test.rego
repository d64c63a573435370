package writ.rules.forbid_blocked_payee_test

import data.writ.rules.forbid_blocked_payee

test_speaks_1 if {
	forbid_blocked_payee.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "blocked-payee"}}, "context": {}}
}

test_speaks_2 if {
	forbid_blocked_payee.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "de000000 0000 00000000-00"}}, "context": {}}
}

test_speaks_3 if {
	forbid_blocked_payee.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "recipient": {"name": "x", "iban": "DE00 0000 0000 0000 0000 00"}}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_blocked_payee.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1"}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_blocked_payee.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1", "note": "not to blocked-payee, please"}}, "context": {}}
}

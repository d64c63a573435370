package writ.rules.approve_larger_payment_test

import data.writ.rules.approve_larger_payment

test_speaks_1 if {
	approve_larger_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 1000, "currency": "EUR", "to": "vendor-1"}}, "context": {}}
}

test_speaks_2 if {
	approve_larger_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 0, "currency": "EUR", "to": "vendor-1"}}, "context": {}}
}

test_speaks_3 if {
	approve_larger_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": -5, "currency": "EUR", "to": "vendor-1"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_larger_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 999, "currency": "EUR", "to": "vendor-1"}}, "context": {}}
}

package writ.rules.approve_large_payment_twice_test

import data.writ.rules.approve_large_payment_twice

test_speaks_1 if {
	approve_large_payment_twice.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5000, "currency": "EUR", "to": "vendor-1"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_large_payment_twice.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 4999, "currency": "EUR", "to": "vendor-1"}}, "context": {}}
}

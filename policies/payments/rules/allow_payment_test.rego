package writ.rules.allow_payment_test

import data.writ.rules.allow_payment

test_speaks_1 if {
	allow_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1"}}, "context": {}}
}

test_stays_silent_1 if {
	not allow_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": -1, "currency": "EUR", "to": "vendor-1"}}, "context": {}}
}

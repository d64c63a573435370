package writ.rules.approve_unasked_payment_test

import data.writ.rules.approve_unasked_payment

test_speaks_1 if {
	approve_unasked_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1"}}, "context": {"alignment": 0.1}}
}

test_stays_silent_1 if {
	not approve_unasked_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1"}}, "context": {"alignment": 0.5}}
}

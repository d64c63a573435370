package writ.rules.approve_payment_test

import data.writ.rules.approve_payment

test_speaks_1 if {
	approve_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 1000, "currency": "EUR", "to": "x"}}, "context": {}}
}

test_speaks_2 if {
	approve_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": -5, "currency": "EUR", "to": "x"}}, "context": {}}
}

test_speaks_3 if {
	approve_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": "40", "to": "x"}}, "context": {}}
}

test_speaks_4 if {
	approve_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"to": "x"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 40, "currency": "EUR", "to": "x"}}, "context": {}}
}

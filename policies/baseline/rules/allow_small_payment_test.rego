package writ.rules.allow_small_payment_test

import data.writ.rules.allow_small_payment

test_speaks_1 if {
	allow_small_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 40}}, "context": {}}
}

test_stays_silent_1 if {
	not allow_small_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 4000}}, "context": {}}
}

test_stays_silent_2 if {
	not allow_small_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": "40"}}, "context": {}}
}

test_stays_silent_3 if {
	not allow_small_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {}}, "context": {}}
}

package writ.rules.approve_recurring_payment_test

import data.writ.rules.approve_recurring_payment

test_speaks_1 if {
	approve_recurring_payment.outcome with input as {"action": {"tool": "payments", "operation": "create_subscription", "parameters": {"amount": 9}}, "context": {}}
}

test_speaks_2 if {
	approve_recurring_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 9, "currency": "EUR", "to": "vendor-1", "interval": "monthly"}}, "context": {}}
}

test_speaks_3 if {
	approve_recurring_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 9, "currency": "EUR", "to": "vendor-1", "recurring": true}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_recurring_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 9, "currency": "EUR", "to": "vendor-1"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_recurring_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 9, "currency": "EUR", "to": "vendor-1", "recurring": false}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_recurring_payment.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 9, "currency": "EUR", "to": "vendor-1", "interval": "once"}}, "context": {}}
}

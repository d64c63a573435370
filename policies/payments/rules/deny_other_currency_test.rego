package writ.rules.deny_other_currency_test

import data.writ.rules.deny_other_currency

test_speaks_1 if {
	deny_other_currency.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "XBT", "to": "vendor-1"}}, "context": {}}
}

test_speaks_2 if {
	deny_other_currency.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "", "to": "vendor-1"}}, "context": {}}
}

test_stays_silent_1 if {
	not deny_other_currency.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1"}}, "context": {}}
}

test_stays_silent_2 if {
	not deny_other_currency.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "usd", "to": "vendor-1"}}, "context": {}}
}

test_stays_silent_3 if {
	not deny_other_currency.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5}}, "context": {}}
}

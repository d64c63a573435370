package writ.rules.approve_rapid_payments_test

import data.writ.rules.approve_rapid_payments

test_speaks_1 if {
	approve_rapid_payments.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"payments_asked": {"count": 5, "sum": 0, "last_s_ago": null, "within": {"count": 5, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not approve_rapid_payments.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"payments_asked": {"count": 4, "sum": 0, "last_s_ago": null, "within": {"count": 4, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

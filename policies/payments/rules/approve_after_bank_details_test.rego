package writ.rules.approve_after_bank_details_test

import data.writ.rules.approve_after_bank_details

test_speaks_1 if {
	approve_after_bank_details.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"bank_details_changed": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not approve_after_bank_details.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"bank_details_changed": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

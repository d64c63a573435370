package writ.rules.approve_new_payee_test

import data.writ.rules.approve_new_payee

test_speaks_1 if {
	approve_new_payee.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 150, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_to": {"count": 0, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_speaks_2 if {
	approve_new_payee.outcome with input as {"action": {"tool": "cards", "operation": "charge", "parameters": {"amount": 150}}, "context": {"tracked": {"paid_to": {"count": 3, "sum": 90, "last_s_ago": null, "within": {"count": 3, "sum": 90}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_speaks_3 if {
	approve_new_payee.outcome with input as {"action": {"tool": "payments", "operation": "refund", "parameters": {"amount": 150, "order": "o", "to": "x"}}, "context": {"tracked": {"paid_to": {"count": 0, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not approve_new_payee.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 150, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_to": {"count": 1, "sum": 50, "last_s_ago": null, "within": {"count": 1, "sum": 50}, "same": {"count": 1, "sum": 50, "last_s_ago": null}}}}}
}

test_stays_silent_2 if {
	not approve_new_payee.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 80, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_to": {"count": 0, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_3 if {
	not approve_new_payee.outcome with input as {"action": {"tool": "payments", "operation": "refund", "parameters": {"amount": 150, "order": "o"}}, "context": {"tracked": {"paid_to": {"count": 0, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

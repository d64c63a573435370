package writ.rules.deny_over_day_budget_test

import data.writ.rules.deny_over_day_budget

test_speaks_1 if {
	deny_over_day_budget.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 600, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 3, "sum": 9500, "last_s_ago": null, "within": {"count": 3, "sum": 9500}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_leaves_what_cannot_be_added_up_to_a_question if {
	not deny_over_day_budget.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 1, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 2, "sum": 0, "last_s_ago": null, "within": {"count": 2, "sum": null}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_speaks_3 if {
	deny_over_day_budget.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": -1, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 0, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not deny_over_day_budget.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 400, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 3, "sum": 9500, "last_s_ago": null, "within": {"count": 3, "sum": 9500}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_2 if {
	not deny_over_day_budget.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 500, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 3, "sum": 9500, "last_s_ago": null, "within": {"count": 3, "sum": 9500}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

package writ.rules.deny_over_day_budget_elsewhere_test

import data.writ.rules.deny_over_day_budget_elsewhere

test_speaks_1 if {
	deny_over_day_budget_elsewhere.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 600, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 1, "sum": 4000, "last_s_ago": null, "within": {"count": 1, "sum": 4000}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}, "earlier": {"sessions": 2, "complete": true, "level": "PUBLIC", "labels": [], "actions": 3, "denied": 0, "tracked": {"paid_today": {"count": 2, "sum": 5500}}}}}
}

test_leaves_an_unknown_sum_to_a_question if {
	not deny_over_day_budget_elsewhere.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 1, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}, "earlier": {"sessions": 1, "complete": true, "level": "PUBLIC", "labels": [], "actions": 3, "denied": 0, "tracked": {"paid_today": {"count": 2, "sum": null}}}}}
}

test_leaves_an_unknown_tracker_to_a_question if {
	not deny_over_day_budget_elsewhere.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 1, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}, "earlier": {"sessions": 1, "complete": true, "level": "PUBLIC", "labels": [], "actions": 3, "denied": 0, "tracked": {}}}}
}

test_stays_silent_1 if {
	not deny_over_day_budget_elsewhere.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 400, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 1, "sum": 4000, "last_s_ago": null, "within": {"count": 1, "sum": 4000}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}, "earlier": {"sessions": 2, "complete": true, "level": "PUBLIC", "labels": [], "actions": 3, "denied": 0, "tracked": {"paid_today": {"count": 2, "sum": 5500}}}}}
}

test_stays_silent_2 if {
	not deny_over_day_budget_elsewhere.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 400, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}, "earlier": {"sessions": 0, "complete": true, "level": "PUBLIC", "labels": [], "actions": 3, "denied": 0, "tracked": {}}}}
}

package writ.rules.approve_unreadable_amount_test

import data.writ.rules.approve_unreadable_amount

test_speaks_where_there_is_no_amount if {
	approve_unreadable_amount.outcome with input as {"action": {"tool": "shop_checkout", "operation": "call", "parameters": {"cart": "c-1"}}, "context": {"tracked": {"paid_today": {"count": 0, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}, "earlier": {"sessions": 0, "complete": true, "level": "PUBLIC", "labels": [], "actions": 0, "denied": 0, "tracked": {}}}}
}

test_speaks_of_an_amount_that_is_no_number if {
	approve_unreadable_amount.outcome with input as {"action": {"tool": "shop_checkout", "operation": "call", "parameters": {"amount": "12 euros"}}, "context": {"tracked": {"paid_today": {"count": 0, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}, "earlier": {"sessions": 0, "complete": true, "level": "PUBLIC", "labels": [], "actions": 0, "denied": 0, "tracked": {}}}}
}

test_stays_silent_of_a_number if {
	not approve_unreadable_amount.outcome with input as {"action": {"tool": "shop_checkout", "operation": "call", "parameters": {"amount": 12}}, "context": {"tracked": {"paid_today": {"count": 0, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}, "earlier": {"sessions": 0, "complete": true, "level": "PUBLIC", "labels": [], "actions": 0, "denied": 0, "tracked": {}}}}
}

test_speaks_of_an_unknown_sum if {
	approve_unreadable_amount.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 1, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 2, "sum": 0, "last_s_ago": null, "within": {"count": 2, "sum": null}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_speaks_of_an_unknown_sum_elsewhere if {
	approve_unreadable_amount.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 1, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}, "earlier": {"sessions": 1, "complete": true, "level": "PUBLIC", "labels": [], "actions": 3, "denied": 0, "tracked": {"paid_today": {"count": 2, "sum": null}}}}}
}

test_speaks_where_nobody_kept_the_sum_elsewhere if {
	approve_unreadable_amount.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 1, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_today": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}, "earlier": {"sessions": 1, "complete": true, "level": "PUBLIC", "labels": [], "actions": 3, "denied": 0, "tracked": {}}}}
}

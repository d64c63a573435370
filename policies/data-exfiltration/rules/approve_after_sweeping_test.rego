package writ.rules.approve_after_sweeping_test

import data.writ.rules.approve_after_sweeping

test_speaks_1 if {
	approve_after_sweeping.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "a@b.example"}}, "context": {"tracked": {"files_read": {"count": 200, "sum": 0, "last_s_ago": null, "within": {"count": 200, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not approve_after_sweeping.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "a@b.example"}}, "context": {"tracked": {"files_read": {"count": 199, "sum": 0, "last_s_ago": null, "within": {"count": 199, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

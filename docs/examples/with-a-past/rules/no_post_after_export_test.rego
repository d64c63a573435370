package writ.rules.no_post_after_export_test

import data.writ.rules.no_post_after_export

test_speaks_1 if {
	no_post_after_export.outcome with input as {"action": {"tool": "web", "operation": "post", "parameters": {}}, "context": {"tracked": {"exports": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not no_post_after_export.outcome with input as {"action": {"tool": "web", "operation": "post", "parameters": {}}, "context": {"tracked": {"exports": {"count": 0, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

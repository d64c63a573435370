package writ.rules.one_campaign_at_a_time_test

import data.writ.rules.one_campaign_at_a_time

test_speaks_1 if {
	one_campaign_at_a_time.outcome with input as {"action": {"tool": "mail", "operation": "send_campaign", "parameters": {}}, "context": {"tracked": {"campaigns": {"count": 1, "sum": 0, "last_s_ago": 60, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not one_campaign_at_a_time.outcome with input as {"action": {"tool": "mail", "operation": "send_campaign", "parameters": {}}, "context": {"tracked": {"campaigns": {"count": 1, "sum": 0, "last_s_ago": 900, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_2 if {
	not one_campaign_at_a_time.outcome with input as {"action": {"tool": "mail", "operation": "send_campaign", "parameters": {}}, "context": {"tracked": {"campaigns": {"count": 0, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

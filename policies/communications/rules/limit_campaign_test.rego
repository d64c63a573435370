package writ.rules.limit_campaign_test

import data.writ.rules.limit_campaign

test_speaks_1 if {
	limit_campaign.outcome with input as {"action": {"tool": "campaigns", "operation": "send", "parameters": {"list": "all"}}, "context": {}}
}

test_speaks_2 if {
	limit_campaign.outcome with input as {"action": {"tool": "campaigns", "operation": "send", "parameters": {"list": "all", "max_recipients": 9000}}, "context": {}}
}

test_stays_silent_1 if {
	not limit_campaign.outcome with input as {"action": {"tool": "campaigns", "operation": "send", "parameters": {"list": "all", "max_recipients": 500}}, "context": {}}
}

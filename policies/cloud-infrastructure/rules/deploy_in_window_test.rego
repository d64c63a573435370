package writ.rules.deploy_in_window_test

import data.writ.rules.deploy_in_window

test_speaks_1 if {
	deploy_in_window.outcome with input as {"action": {"tool": "cloud", "operation": "deploy_service", "parameters": {"name": "shop"}}, "context": {"facts": {"change_window": "open"}}}
}

test_stays_silent_1 if {
	not deploy_in_window.outcome with input as {"action": {"tool": "cloud", "operation": "deploy_service", "parameters": {"name": "shop"}}, "context": {"facts": {"change_window": "closed"}}}
}

package writ.rules.deploy_outside_window_test

import data.writ.rules.deploy_outside_window

test_speaks_1 if {
	deploy_outside_window.outcome with input as {"action": {"tool": "cloud", "operation": "deploy_service", "parameters": {"name": "shop"}}, "context": {"facts": {"change_window": "closed"}}}
}

test_stays_silent_1 if {
	not deploy_outside_window.outcome with input as {"action": {"tool": "cloud", "operation": "deploy_service", "parameters": {"name": "shop"}}, "context": {"facts": {"change_window": "open"}}}
}

package writ.rules.allow_cloud_work_test

import data.writ.rules.allow_cloud_work

test_speaks_1 if {
	allow_cloud_work.outcome with input as {"action": {"tool": "cloud", "operation": "create_snapshot", "parameters": {}}, "context": {}}
}

test_stays_silent_1 if {
	not allow_cloud_work.outcome with input as {"action": {"tool": "cloud", "operation": "delete_instance", "parameters": {}}, "context": {}}
}

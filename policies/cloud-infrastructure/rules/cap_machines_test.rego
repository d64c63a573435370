package writ.rules.cap_machines_test

import data.writ.rules.cap_machines

test_speaks_1 if {
	cap_machines.outcome with input as {"action": {"tool": "cloud", "operation": "create_instances", "parameters": {"count": 50}}, "context": {}}
}

test_stays_silent_1 if {
	not cap_machines.outcome with input as {"action": {"tool": "cloud", "operation": "create_instances", "parameters": {"count": 3}}, "context": {}}
}

test_stays_silent_2 if {
	not cap_machines.outcome with input as {"action": {"tool": "cloud", "operation": "create_instances", "parameters": {}}, "context": {}}
}

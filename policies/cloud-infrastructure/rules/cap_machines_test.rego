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

test_speaks_2 if {
	cap_machines.outcome with input as {"action": {"tool": "cloud", "operation": "set_desired_capacity", "parameters": {"desired_capacity": 300}}, "context": {}}
}

test_speaks_3 if {
	cap_machines.outcome with input as {"action": {"tool": "cloud", "operation": "create_instances", "parameters": {"min_count": 1, "max_count": 300}}, "context": {}}
}

test_stays_silent_3 if {
	not cap_machines.outcome with input as {"action": {"tool": "cloud", "operation": "scale_service", "parameters": {"replicas": 4}}, "context": {}}
}

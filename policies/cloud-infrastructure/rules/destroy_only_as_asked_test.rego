package writ.rules.destroy_only_as_asked_test

import data.writ.rules.destroy_only_as_asked

test_speaks_1 if {
	destroy_only_as_asked.outcome with input as {"action": {"tool": "cloud", "operation": "delete_instance", "parameters": {"id": "i-1"}}, "context": {}}
}

test_stays_silent_1 if {
	not destroy_only_as_asked.outcome with input as {"action": {"tool": "cloud", "operation": "list_instances", "parameters": {}}, "context": {}}
}

test_speaks_2 if {
	destroy_only_as_asked.outcome with input as {"action": {"tool": "kubernetes", "operation": "kubectl_delete", "parameters": {"name": "x"}}, "context": {}}
}

test_stays_silent_2 if {
	not destroy_only_as_asked.outcome with input as {"action": {"tool": "kubernetes", "operation": "kubectl_get", "parameters": {"name": "x"}}, "context": {}}
}

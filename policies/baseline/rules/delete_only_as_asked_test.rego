package writ.rules.delete_only_as_asked_test

import data.writ.rules.delete_only_as_asked

test_speaks_1 if {
	delete_only_as_asked.outcome with input as {"action": {"tool": "database", "operation": "delete", "parameters": {"table": "orders"}}, "context": {}}
}

test_speaks_2 if {
	delete_only_as_asked.outcome with input as {"action": {"tool": "cloud", "operation": "delete_resource", "parameters": {"id": "x"}}, "context": {}}
}

test_speaks_3 if {
	delete_only_as_asked.outcome with input as {"action": {"tool": "database", "operation": "execute", "parameters": {"sql": "DELETE FROM orders WHERE id = 1"}, "sql": {"statements": [{"kind": "delete", "object": "", "targets": ["orders"], "has_where": true, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not delete_only_as_asked.outcome with input as {"action": {"tool": "file", "operation": "delete", "parameters": {"path": "a"}}, "context": {}}
}

test_stays_silent_2 if {
	not delete_only_as_asked.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1"}, "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not delete_only_as_asked.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 'delete from x'"}, "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not delete_only_as_asked.outcome with input as {"action": {"tool": "database", "operation": "list_tables", "parameters": {}}, "context": {}}
}

package writ.rules.limit_query_rows_test

import data.writ.rules.limit_query_rows

test_speaks_1 if {
	limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "SELECT * FROM users"}, "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select * from users", "limit": 100000}, "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1", "limit": -1}, "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1", "limit": 20}, "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1", "limit": 100}, "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "insert into t values (1)"}, "sql": {"statements": [{"kind": "insert", "object": "", "targets": ["t"], "has_where": false, "always_true": false, "limit": null, "nested": false}, {"kind": "other", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": true}], "reaches": [], "unreadable": []}}, "context": {}}
}

package writ.rules.approve_destructive_sql_test

import data.writ.rules.approve_destructive_sql

test_speaks_1 if {
	approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "DROP TABLE orders"}, "sql": {"statements": [{"kind": "drop", "object": "table", "targets": ["orders"], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "delete from orders"}, "sql": {"statements": [{"kind": "delete", "object": "", "targets": ["orders"], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "UPDATE users SET admin=true"}, "sql": {"statements": [{"kind": "update", "object": "", "targets": ["users"], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1; truncate orders"}, "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}, {"kind": "truncate", "object": "table", "targets": ["orders"], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	approve_destructive_sql.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "psql -c 'delete from orders'"}, "shell": {"commands": [{"program": "psql", "argv": ["-c", "delete from orders"], "piped": false, "fed_by": [], "via": []}], "sql": {"statements": [{"kind": "delete", "object": "", "targets": ["orders"], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select * from t"}, "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "delete from t where id=1"}, "sql": {"statements": [{"kind": "delete", "object": "", "targets": ["t"], "has_where": true, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "insert into t values ('drop table x')"}, "sql": {"statements": [{"kind": "insert", "object": "", "targets": ["t"], "has_where": false, "always_true": false, "limit": null, "nested": false}, {"kind": "other", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": true}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_destructive_sql.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "psql -c 'select 1'"}, "shell": {"commands": [{"program": "psql", "argv": ["-c", "select 1"], "piped": false, "fed_by": [], "via": []}], "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_destructive_sql.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "grep -n 'drop table' schema.sql"}, "shell": {"commands": [{"program": "grep", "argv": ["-n", "drop table", "schema.sql"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

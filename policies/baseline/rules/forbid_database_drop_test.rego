package writ.rules.forbid_database_drop_test

import data.writ.rules.forbid_database_drop

test_speaks_1 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "DROP DATABASE shop"}, "sql": {"statements": [{"kind": "drop", "object": "database", "targets": ["shop"], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1; drop/**/schema public cascade"}, "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}, {"kind": "drop", "object": "schema", "targets": ["public"], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "psql -h db -c 'DROP DATABASE shop'"}, "shell": {"commands": [{"program": "psql", "argv": ["-h", "db", "-c", "DROP DATABASE shop"], "piped": false, "fed_by": [], "via": []}], "sql": {"statements": [{"kind": "drop", "object": "database", "targets": ["shop"], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}}, "context": {}}
}

test_speaks_4 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo 'drop database shop' | psql"}, "shell": {"commands": [{"program": "echo", "argv": ["drop database shop"], "piped": false, "fed_by": [], "via": []}, {"program": "psql", "argv": [], "piped": true, "fed_by": ["echo"], "via": []}], "sql": {"statements": [{"kind": "drop", "object": "database", "targets": ["shop"], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}}, "context": {}}
}

test_speaks_5 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "bash -c \"psql -c 'DROP DATABASE shop'\""}, "shell": {"commands": [{"program": "bash", "argv": ["-c", "psql -c 'DROP DATABASE shop'"], "piped": false, "fed_by": [], "via": []}, {"program": "psql", "argv": ["-c", "DROP DATABASE shop"], "piped": false, "fed_by": [], "via": ["bash"]}], "sql": {"statements": [{"kind": "drop", "object": "database", "targets": ["shop"], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}}, "context": {}}
}

test_speaks_6 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "dropdb shop"}, "shell": {"commands": [{"program": "dropdb", "argv": ["shop"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_database_drop.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "SELECT 'drop database shop'"}, "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_database_drop.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "DROP TABLE t"}, "sql": {"statements": [{"kind": "drop", "object": "table", "targets": ["t"], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "grep -ri 'drop database' migrations"}, "shell": {"commands": [{"program": "grep", "argv": ["-ri", "drop database", "migrations"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_4 if {
	not forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "psql -c 'select 1'"}, "shell": {"commands": [{"program": "psql", "argv": ["-c", "select 1"], "piped": false, "fed_by": [], "via": []}], "sql": {"statements": [{"kind": "select", "object": "", "targets": [], "has_where": false, "always_true": false, "limit": null, "nested": false}], "reaches": [], "unreadable": []}}}, "context": {}}
}

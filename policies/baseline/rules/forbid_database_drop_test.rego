package writ.rules.forbid_database_drop_test

import data.writ.rules.forbid_database_drop

test_speaks_1 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "DROP DATABASE shop"}}, "context": {}}
}

test_speaks_2 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1; drop/**/schema public cascade"}}, "context": {}}
}

test_speaks_3 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "psql -h db -c 'DROP DATABASE shop'"}}, "context": {}}
}

test_speaks_4 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo 'drop database shop' | psql"}}, "context": {}}
}

test_speaks_5 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "bash -c \"psql -c 'DROP DATABASE shop'\""}}, "context": {}}
}

test_speaks_6 if {
	forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "dropdb shop"}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_database_drop.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "SELECT 'drop database shop'"}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_database_drop.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "DROP TABLE t"}}, "context": {}}
}

test_stays_silent_3 if {
	not forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "grep -ri 'drop database' migrations"}}, "context": {}}
}

test_stays_silent_4 if {
	not forbid_database_drop.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "psql -c 'select 1'"}}, "context": {}}
}

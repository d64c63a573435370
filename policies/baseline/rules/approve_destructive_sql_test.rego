package writ.rules.approve_destructive_sql_test

import data.writ.rules.approve_destructive_sql

test_speaks_1 if {
	approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "DROP TABLE orders"}}, "context": {}}
}

test_speaks_2 if {
	approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "delete from orders"}}, "context": {}}
}

test_speaks_3 if {
	approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "UPDATE users SET admin=true"}}, "context": {}}
}

test_speaks_4 if {
	approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1; truncate orders"}}, "context": {}}
}

test_speaks_5 if {
	approve_destructive_sql.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "psql -c 'delete from orders'"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select * from t"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "delete from t where id=1"}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_destructive_sql.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "insert into t values ('drop table x')"}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_destructive_sql.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "psql -c 'select 1'"}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_destructive_sql.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "grep -n 'drop table' schema.sql"}}, "context": {}}
}

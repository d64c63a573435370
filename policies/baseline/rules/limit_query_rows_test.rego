package writ.rules.limit_query_rows_test

import data.writ.rules.limit_query_rows

test_speaks_1 if {
	limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "SELECT * FROM users"}}, "context": {}}
}

test_speaks_2 if {
	limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select * from users", "limit": 100000}}, "context": {}}
}

test_speaks_3 if {
	limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1", "limit": -1}}, "context": {}}
}

test_stays_silent_1 if {
	not limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1", "limit": 20}}, "context": {}}
}

test_stays_silent_2 if {
	not limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1", "limit": 100}}, "context": {}}
}

test_stays_silent_3 if {
	not limit_query_rows.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "insert into t values (1)"}}, "context": {}}
}

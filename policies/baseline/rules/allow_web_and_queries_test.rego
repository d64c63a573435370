package writ.rules.allow_web_and_queries_test

import data.writ.rules.allow_web_and_queries

test_speaks_1 if {
	allow_web_and_queries.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1"}}, "context": {}}
}

test_speaks_2 if {
	allow_web_and_queries.outcome with input as {"action": {"tool": "web", "operation": "search", "parameters": {"query": "x"}}, "context": {}}
}

test_stays_silent_1 if {
	not allow_web_and_queries.outcome with input as {"action": {"tool": "browser", "operation": "open", "parameters": {}}, "context": {}}
}

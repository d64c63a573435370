package writ.rules.approve_bulk_reading_test

import data.writ.rules.approve_bulk_reading

test_speaks_1 if {
	approve_bulk_reading.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1", "limit": 500}}, "context": {"tracked": {"rows_asked": {"count": 30, "sum": 10000, "last_s_ago": null, "within": {"count": 30, "sum": 10000}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not approve_bulk_reading.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1", "limit": 100}}, "context": {"tracked": {"rows_asked": {"count": 30, "sum": 9800, "last_s_ago": null, "within": {"count": 30, "sum": 9800}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_2 if {
	not approve_bulk_reading.outcome with input as {"action": {"tool": "database", "operation": "query", "parameters": {"sql": "select 1"}}, "context": {"tracked": {"rows_asked": {"count": 0, "sum": 0, "last_s_ago": null, "within": {"count": 0, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

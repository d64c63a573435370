package writ.rules.rows_with_care_test

import data.writ.rules.rows_with_care

asks(statement) := {"action": {"sql": {"statements": [statement], "reaches": [], "unreadable": []}}}

deletes(target, has_where) := asks({"kind": "delete", "object": "", "targets": [target], "has_where": has_where, "always_true": false})

test_speaks if {
	rows_with_care.outcome with input as asks({"kind": "truncate", "object": "table", "targets": ["orders"]})
	rows_with_care.outcome with input as deletes("orders", false)
	rows_with_care.outcome with input as deletes("ledger", true)
	rows_with_care.outcome with input as {"action": {"sql": {"statements": [], "reaches": [], "unreadable": ["too long"]}}}
}

test_is_silent if not rows_with_care.outcome with input as deletes("orders", true)

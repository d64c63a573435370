package writ.rules.reports_only_read_test

import data.writ.rules.reports_only_read

asks(kind) := {"action": {"sql": {"statements": [{"kind": kind, "object": ""}], "reaches": [], "unreadable": []}}}

test_speaks if {
	reports_only_read.outcome with input as asks("update")
	reports_only_read.outcome with input as {"action": {"sql": {"statements": [], "reaches": [], "unreadable": ["too long"]}}}
}

test_is_silent if not reports_only_read.outcome with input as asks("select")

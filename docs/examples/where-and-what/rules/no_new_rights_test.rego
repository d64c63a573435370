package writ.rules.no_new_rights_test

import data.writ.rules.no_new_rights

asks(statement, reaches) := {"action": {"sql": {"statements": [statement], "reaches": reaches, "unreadable": []}}}

test_speaks if {
	no_new_rights.outcome with input as asks({"kind": "grant", "object": ""}, [])
	no_new_rights.outcome with input as asks({"kind": "drop", "object": "schema"}, [])
	no_new_rights.outcome with input as asks({"kind": "select", "object": ""}, ["pg_read_file"])
}

test_is_silent if not no_new_rights.outcome with input as asks({"kind": "select", "object": ""}, [])

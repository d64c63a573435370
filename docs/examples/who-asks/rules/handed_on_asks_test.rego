package writ.rules.handed_on_asks_test

import data.writ.rules.handed_on_asks

link(from, to) := {"delegator": from, "delegatee": to, "scope": ["payments"]}

handed_on(links) := {"action": {}, "identity": {"chain": links}}

test_speaks if {
	said := handed_on_asks.outcome with input as handed_on([link("alice", "planner"), link("planner", "payer")])
	said.reason == "the task came from planner"
}

test_is_silent if {
	not handed_on_asks.outcome with input as handed_on([link("alice", "payer")])
	not handed_on_asks.outcome with input as handed_on([])
}

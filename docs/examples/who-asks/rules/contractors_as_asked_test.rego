package writ.rules.contractors_as_asked_test

import data.writ.rules.contractors_as_asked

asks(roles) := {"action": {}, "identity": {"roles": roles}}

test_speaks if contractors_as_asked.outcome with input as asks(["engineer", "contractor"])

test_is_silent if not contractors_as_asked.outcome with input as asks(["engineer"])

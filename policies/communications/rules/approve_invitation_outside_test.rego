package writ.rules.approve_invitation_outside_test

import data.writ.rules.approve_invitation_outside

test_speaks_1 if {
	approve_invitation_outside.outcome with input as {"action": {"tool": "calendar", "operation": "create_event", "parameters": {"attendees": ["x@else.example"]}}, "context": {}}
}

test_speaks_2 if {
	approve_invitation_outside.outcome with input as {"action": {"tool": "google-calendar", "operation": "create_event", "parameters": {"attendees": [{"email": "x@else.example"}]}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_invitation_outside.outcome with input as {"action": {"tool": "calendar", "operation": "create_event", "parameters": {"attendees": ["ann@corp.example", {"email": "x@partner.example"}]}}, "context": {}}
}

package writ.rules.approve_message_to_everybody_test

import data.writ.rules.approve_message_to_everybody

test_speaks_1 if {
	approve_message_to_everybody.outcome with input as {"action": {"tool": "slack", "operation": "post_message", "parameters": {"channel": "#general", "text": "x"}}, "context": {}}
}

test_speaks_2 if {
	approve_message_to_everybody.outcome with input as {"action": {"tool": "slack", "operation": "post_message", "parameters": {"channel": "Announcements", "text": "x"}}, "context": {}}
}

test_speaks_3 if {
	approve_message_to_everybody.outcome with input as {"action": {"tool": "slack", "operation": "post_message", "parameters": {"channel": "#team-a", "text": "<!channel> fire"}}, "context": {}}
}

test_speaks_4 if {
	approve_message_to_everybody.outcome with input as {"action": {"tool": "slack", "operation": "post_message", "parameters": {"channel": "#team-a", "text": "hi @here!"}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_message_to_everybody.outcome with input as {"action": {"tool": "slack", "operation": "post_message", "parameters": {"channel": "#team-a", "text": "x"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_message_to_everybody.outcome with input as {"action": {"tool": "slack", "operation": "post_message", "parameters": {"channel": "#team-a", "text": "mail me@here.example"}}, "context": {}}
}

package writ.rules.deny_public_after_confidential_test

import data.writ.rules.deny_public_after_confidential

test_speaks_1 if {
	deny_public_after_confidential.outcome with input as {"action": {"tool": "social", "operation": "post", "parameters": {"text": "x"}}, "context": {"level": "CONFIDENTIAL", "data_classifications": []}}
}

test_speaks_2 if {
	deny_public_after_confidential.outcome with input as {"action": {"tool": "slack", "operation": "post_message", "parameters": {"channel": "#general", "text": "x"}}, "context": {"level": "RESTRICTED", "data_classifications": []}}
}

test_stays_silent_1 if {
	not deny_public_after_confidential.outcome with input as {"action": {"tool": "social", "operation": "post", "parameters": {"text": "x"}}, "context": {"level": "INTERNAL", "data_classifications": []}}
}

test_stays_silent_2 if {
	not deny_public_after_confidential.outcome with input as {"action": {"tool": "slack", "operation": "post_message", "parameters": {"channel": "#team-a", "text": "x"}}, "context": {"level": "CONFIDENTIAL", "data_classifications": []}}
}

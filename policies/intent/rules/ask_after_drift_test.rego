package writ.rules.ask_after_drift_test

import data.writ.rules.ask_after_drift

test_speaks_where_the_profile_says_so if {
	ask_after_drift.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {}}, "context": {"drift_response": "STEP_UP"}}
}

test_stays_silent_where_it_only_signals if {
	not ask_after_drift.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {}}, "context": {"drift_response": "signal"}}
}

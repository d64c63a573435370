package writ.rules.confirm_long_chain_test

import data.writ.lib.intent
import data.writ.rules.confirm_long_chain

test_is_off_as_it_comes if {
	not confirm_long_chain.outcome with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {}}, "context": {"effect": "send", "since_request": 20}}
}

test_speaks_every_so_many_actions if {
	confirm_long_chain.outcome with intent.confirm_every as 10 with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {}}, "context": {"effect": "send", "since_request": 20}}
}

test_stays_silent_in_between if {
	not confirm_long_chain.outcome with intent.confirm_every as 10 with input as {"action": {"tool": "crm_send", "operation": "call", "parameters": {}}, "context": {"effect": "send", "since_request": 21}}
}

test_reading_goes_on if {
	not confirm_long_chain.outcome with intent.confirm_every as 10 with input as {"action": {"tool": "crm_get", "operation": "call", "parameters": {}}, "context": {"effect": "read", "since_request": 20}}
}

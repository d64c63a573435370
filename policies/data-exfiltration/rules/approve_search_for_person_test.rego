package writ.rules.approve_search_for_person_test

import data.writ.rules.approve_search_for_person

test_speaks_1 if {
	approve_search_for_person.outcome with input as {"action": {"tool": "web", "operation": "search", "parameters": {"query": "who is dana@partner.example"}}, "context": {"level": "CONFIDENTIAL", "data_classifications": ["PII"]}}
}

test_stays_silent_1 if {
	not approve_search_for_person.outcome with input as {"action": {"tool": "web", "operation": "search", "parameters": {"query": "who is dana@partner.example"}}, "context": {"level": "PUBLIC", "data_classifications": []}}
}

test_stays_silent_2 if {
	not approve_search_for_person.outcome with input as {"action": {"tool": "web", "operation": "search", "parameters": {"query": "postgres error 42601"}}, "context": {"level": "CONFIDENTIAL", "data_classifications": ["PII"]}}
}

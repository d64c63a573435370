package writ.rules.fax_as_asked_test

import data.writ.rules.fax_as_asked

fax(context) := {"action": {"tool": "partner", "operation": "fax", "parameters": {"to": "+49 30 1234"}}, "context": context}

test_speaks_of_somebody_else if {
	fax_as_asked.outcome with input as fax({"data_classifications": ["PII"], "call_origin": "requested", "recipients_named": false})
}

test_stays_silent_as_asked if {
	not fax_as_asked.outcome with input as fax({"data_classifications": ["PII"], "call_origin": "requested", "recipients_named": true})
}

test_stays_silent_before if {
	not fax_as_asked.outcome with input as fax({"data_classifications": [], "call_origin": "unasked", "recipients_named": false})
}

test_stays_silent_of_an_answer if {
	not fax_as_asked.outcome with input as fax({"data_classifications": ["PII"], "call_origin": "requested", "recipients_named": false, "recipients_known": true, "carries": []})
}

test_speaks_of_an_answer_that_carries_it_along if {
	fax_as_asked.outcome with input as fax({"data_classifications": ["PII"], "call_origin": "requested", "recipients_named": false, "recipients_known": true, "carries": ["PII"]})
}

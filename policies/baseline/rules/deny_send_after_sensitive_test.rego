package writ.rules.deny_send_after_sensitive_test

import data.writ.rules.deny_send_after_sensitive

test_speaks_1 if {
	deny_send_after_sensitive.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "a@partner.example"}}, "context": {"level": "CONFIDENTIAL", "data_classifications": ["PII"]}}
}

test_speaks_2 if {
	deny_send_after_sensitive.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": ["a@corp.example", "b@partner.example"]}}, "context": {"level": "INTERNAL", "data_classifications": ["PII"]}}
}

test_speaks_3 if {
	deny_send_after_sensitive.outcome with input as {"action": {"tool": "slack", "operation": "post_message", "parameters": {"channel": "C1"}}, "context": {"level": "RESTRICTED", "data_classifications": []}}
}

test_speaks_4 if {
	deny_send_after_sensitive.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "a@corp.example, mallory"}}, "context": {"level": "RESTRICTED", "data_classifications": []}}
}

test_stays_silent_1 if {
	not deny_send_after_sensitive.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "a@partner.example"}}, "context": {"level": "INTERNAL", "data_classifications": []}}
}

test_stays_silent_2 if {
	not deny_send_after_sensitive.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "a@corp.example"}}, "context": {"level": "CONFIDENTIAL", "data_classifications": ["PII"]}}
}

test_stays_silent_where_the_user_names_the_recipient if {
	not deny_send_after_sensitive.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@else.example"}}, "context": {"level": "CONFIDENTIAL", "data_classifications": ["PII"], "destinations_seen": [], "call_origin": "requested", "recipients_named": true}}
}

test_stays_silent_where_the_recipient_is_known_and_nothing_sensitive_goes if {
	not deny_send_after_sensitive.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@else.example"}}, "context": {"level": "CONFIDENTIAL", "data_classifications": ["PII"], "destinations_seen": [], "call_origin": "requested", "recipients_known": true, "carries": []}}
}

test_speaks_where_something_sensitive_goes_to_who_is_known if {
	deny_send_after_sensitive.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@else.example"}}, "context": {"level": "CONFIDENTIAL", "data_classifications": ["PII"], "destinations_seen": [], "call_origin": "requested", "recipients_known": true, "carries": ["PII"]}}
}

test_speaks_of_a_secret_even_then if {
	deny_send_after_sensitive.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "x@else.example"}}, "context": {"level": "CONFIDENTIAL", "data_classifications": ["SECRET"], "destinations_seen": [], "call_origin": "requested", "recipients_named": true}}
}

package writ.rules.approve_unasked_upload_test

import data.writ.rules.approve_unasked_upload

test_speaks_1 if {
	approve_unasked_upload.outcome with input as {"action": {"tool": "http", "operation": "post", "parameters": {"url": "https://else.example/x"}}, "context": {"alignment": 0.1}}
}

test_stays_silent_1 if {
	not approve_unasked_upload.outcome with input as {"action": {"tool": "http", "operation": "post", "parameters": {"url": "https://else.example/x"}}, "context": {"alignment": 0.5}}
}

test_stays_silent_2 if {
	not approve_unasked_upload.outcome with input as {"action": {"tool": "http", "operation": "post", "parameters": {"url": "https://api.corp.example/x"}}, "context": {"alignment": 0.1}}
}

package writ.rules.unasked_export_test

import data.writ.rules.unasked_export

test_speaks_1 if {
	unasked_export.outcome with input as {"action": {"tool": "customers", "operation": "export", "parameters": {}}, "context": {"alignment": 0.5}}
}

test_stays_silent_1 if {
	not unasked_export.outcome with input as {"action": {"tool": "customers", "operation": "export", "parameters": {}}, "context": {"alignment": 0.9}}
}

package writ.rules.deny_same_invoice_test

import data.writ.rules.deny_same_invoice

test_speaks_1 if {
	deny_same_invoice.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1", "invoice": "I-1"}}, "context": {"tracked": {"paid_invoices": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 1, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_1 if {
	not deny_same_invoice.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1", "invoice": "I-1"}}, "context": {"tracked": {"paid_invoices": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

test_stays_silent_2 if {
	not deny_same_invoice.outcome with input as {"action": {"tool": "payments", "operation": "transfer", "parameters": {"amount": 5, "currency": "EUR", "to": "vendor-1"}}, "context": {"tracked": {"paid_invoices": {"count": 1, "sum": 0, "last_s_ago": null, "within": {"count": 1, "sum": 0}, "same": {"count": 0, "sum": 0, "last_s_ago": null}}}}}
}

package writ.rules.refund_budget_test

import data.writ.rules.refund_budget

refund(amount) := {"action": {"parameters": {"amount": amount}}, "context": {"tracked": {"refunds": {"within": {"sum": 450}}}}}

test_speaks if refund_budget.outcome with input as refund(51)

test_is_silent if not refund_budget.outcome with input as refund(50)

package writ.rules.shared_budget_test

import data.writ.rules.shared_budget

past(recent) := {"context": {"tracked": {"messages": {"within": {"count": recent}}}}}

test_speaks if shared_budget.outcome with input as past(20)

test_is_silent if not shared_budget.outcome with input as past(19)

package writ.rules.finance_pays_test

import data.writ.rules.finance_pays

asks(groups) := {"action": {}, "identity": {"groups": groups}}

test_speaks if finance_pays.outcome with input as asks(["sales"])

test_is_silent if not finance_pays.outcome with input as asks(["finance"])

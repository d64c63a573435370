package writ.rules.often_to_one_payee_test

import data.writ.rules.often_to_one_payee

paid(times) := {"context": {"tracked": {"transfers": {"same": {"count": times}}}}}

test_speaks if often_to_one_payee.outcome with input as paid(2)

test_is_silent if not often_to_one_payee.outcome with input as paid(1)

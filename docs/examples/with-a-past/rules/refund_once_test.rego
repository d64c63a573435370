package writ.rules.refund_once_test

import data.writ.rules.refund_once

past(times) := {"context": {"tracked": {"refunds": {"count": 1, "same": {"count": times}}}}}

test_speaks if refund_once.outcome with input as past(1)

test_is_silent if not refund_once.outcome with input as past(0)

package writ.rules.refund_after_reading_test

import data.writ.rules.refund_after_reading

past(times) := {"context": {"tracked": {"orders_read": {"count": 1, "same": {"count": times}}}}}

test_speaks if refund_after_reading.outcome with input as past(0)

test_is_silent if not refund_after_reading.outcome with input as past(1)

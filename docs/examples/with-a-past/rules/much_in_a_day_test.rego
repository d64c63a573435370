package writ.rules.much_in_a_day_test

import data.writ.rules.much_in_a_day

spent(sum) := {"context": {"tracked": {"transfers": {"within": {"sum": sum}}}}}

test_speaks if much_in_a_day.outcome with input as spent(1000)

test_speaks_where_the_sum_is_not_known if much_in_a_day.outcome with input as spent(null)

test_is_silent if not much_in_a_day.outcome with input as spent(999)

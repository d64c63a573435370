package writ.rules.few_resets_test

import data.writ.rules.few_resets

past(recent) := {"context": {"tracked": {"resets": {"within": {"count": recent}}}}}

test_speaks if few_resets.outcome with input as past(3)

test_is_silent if not few_resets.outcome with input as past(2)

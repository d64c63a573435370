package writ.rules.no_post_after_export_test

import data.writ.rules.no_post_after_export

past(times) := {"context": {"tracked": {"exports": {"count": times}}}}

test_speaks if no_post_after_export.outcome with input as past(1)

test_is_silent if not no_post_after_export.outcome with input as past(0)

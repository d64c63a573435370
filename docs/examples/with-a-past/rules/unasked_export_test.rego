package writ.rules.unasked_export_test

import data.writ.rules.unasked_export

asked(alignment) := {"context": {"alignment": alignment}}

test_speaks if unasked_export.outcome with input as asked(0.5)

test_is_silent if not unasked_export.outcome with input as asked(0.9)

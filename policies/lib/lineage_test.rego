package writ.lib.lineage_test

import data.writ.lib.lineage

test_what_the_user_asks_for_by_name_may_go if lineage.declassified("requested", true, {"PII"})

test_nobody_else_may_ask if not lineage.declassified("told", true, set())

test_everybody_must_be_named if not lineage.declassified("requested", false, set())

test_secrets_stay if not lineage.declassified("requested", true, {"PII", "SECRET"})

package writ.lib.lineage_test

import data.writ.lib.lineage

test_what_the_user_asks_for_by_name_may_go if lineage.declassified("requested", true, {"PII"})

test_nobody_else_may_ask if not lineage.declassified("told", true, set())

test_everybody_must_be_named if not lineage.declassified("requested", false, set())

test_secrets_stay if not lineage.declassified("requested", true, {"PII", "SECRET"})

test_what_the_user_asks_for_may_go_to_who_is_known if lineage.answering("requested", true, [], {"PII"})

test_what_the_user_delegates_may_go_to_who_is_known if lineage.answering("delegated", true, ["SOURCE_CODE"], {"PII"})

test_nobody_else_may_ask_for_an_answer if not lineage.answering("told", true, [], set())

test_who_is_not_known_gets_nothing if not lineage.answering("requested", false, [], {"PII"})

test_what_carries_something_sensitive_stays if {
	every label in ["PII", "PHI", "SECRET", "FINANCIAL", "UNREAD"] {
		not lineage.answering("requested", true, [label], {"PII"})
	}
}

test_after_secrets_nothing_goes if not lineage.answering("requested", true, [], {"SECRET"})

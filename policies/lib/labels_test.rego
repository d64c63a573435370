package writ.lib.labels_test

import data.writ.lib.labels

test_levels if {
	labels.at_least("RESTRICTED", "CONFIDENTIAL")
	labels.at_least("INTERNAL", "INTERNAL")
	not labels.at_least("PUBLIC", "INTERNAL")
}

test_an_unknown_level_is_the_highest if {
	labels.at_least("SECRET", "RESTRICTED")
	not labels.at_least("INTERNAL", "SECRET")
}

test_labels if {
	labels.has_label(["PII", "PHI"], "PHI")
	not labels.has_label([], "PHI")
	labels.has_any(["PII"], {"PII", "SECRET"})
	not labels.has_any(["PHI"], {"PII", "SECRET"})
}

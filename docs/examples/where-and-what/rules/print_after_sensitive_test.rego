package writ.rules.print_after_sensitive_test

import data.writ.rules.print_after_sensitive

touched(level, labels) := {"context": {"level": level, "data_classifications": labels}}

test_speaks if print_after_sensitive.outcome with input as touched("RESTRICTED", ["PII"])

test_is_silent if {
	not print_after_sensitive.outcome with input as touched("INTERNAL", ["PII"])
	not print_after_sensitive.outcome with input as touched("RESTRICTED", ["SECRET"])
}

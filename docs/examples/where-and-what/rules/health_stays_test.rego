package writ.rules.health_stays_test

import data.writ.rules.health_stays

touched(labels) := {"context": {"data_classifications": labels}}

test_speaks if health_stays.outcome with input as touched(["PII", "PHI"])

test_is_silent if not health_stays.outcome with input as touched(["PII"])

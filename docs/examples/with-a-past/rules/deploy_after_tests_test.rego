package writ.rules.deploy_after_tests_test

import data.writ.rules.deploy_after_tests

past(recent) := {"context": {"tracked": {"tests": {"within": {"count": recent}}}}}

test_speaks if deploy_after_tests.outcome with input as past(0)

test_is_silent if not deploy_after_tests.outcome with input as past(1)

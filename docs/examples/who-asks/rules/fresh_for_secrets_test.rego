package writ.rules.fresh_for_secrets_test

import data.writ.rules.fresh_for_secrets

asks(age) := {"action": {}, "identity": {"age_s": age}}

test_speaks if fresh_for_secrets.outcome with input as asks(301)

test_is_silent if not fresh_for_secrets.outcome with input as asks(300)

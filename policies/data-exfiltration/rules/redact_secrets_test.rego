package writ.rules.redact_secrets_test

import data.writ.rules.redact_secrets

test_takes_out_secrets_alone if {
	outcome := redact_secrets.outcome with input as {"action": {"tool": "output", "operation": "release", "parameters": {"shows": ["PII/email", "SECRET/jwt"]}}, "context": {}}
	outcome.modifications[0].value == ["PII/email"]
}

test_stays_silent if {
	not redact_secrets.outcome with input as {"action": {"tool": "output", "operation": "release", "parameters": {"shows": ["PII/email"]}}, "context": {}}
}

# METADATA
# scope: package
# title: Fresh proof for credentials
# description: Credentials are touched only within five minutes of the proof of who asks.
# custom:
#   id: fresh_for_secrets
#   class: context_dependent_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: credentials, operation: '*' }
#   severity: HIGH
#   overridable: false
package writ.rules.fresh_for_secrets

outcome := {"reason": "it was proven too long ago who asks"} if input.identity.age_s > 300

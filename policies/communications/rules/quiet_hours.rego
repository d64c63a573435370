# METADATA
# scope: package
# title: "No text messages during quiet hours"
# description: "While it is quiet hours no text message goes out; while nobody knows, it waits."
# custom:
#   id: quiet_hours
#   class: context_dependent_defer
#   result: DENY
#   priority: 715
#   applies_to:
#     - {"tool": "sms", "operation": "send*"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
#     - "AARM R3.7"
package writ.rules.quiet_hours

outcome := {"reason": "it is quiet hours"} if input.context.facts.quiet_hours != false

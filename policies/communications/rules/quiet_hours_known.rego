# METADATA
# scope: package
# title: "Text messages outside of quiet hours"
# description: "Whether it is quiet hours must be known; while it is not, a text message goes out."
# custom:
#   id: quiet_hours_known
#   class: context_dependent_defer
#   result: ALLOW
#   priority: 715
#   applies_to:
#     - {"tool": "sms"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
#     - "AARM R3.7"
package writ.rules.quiet_hours_known

outcome := {"reason": "it is not quiet hours"} if input.context.facts.quiet_hours == false

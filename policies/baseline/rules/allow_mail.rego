# METADATA
# scope: package
# title: "Mail"
# description: "Mail from a session that has touched nothing sensitive, or to one's own domains."
# custom:
#   id: allow_mail
#   class: standard_allow
#   result: ALLOW
#   priority: 100
#   applies_to:
#     - {"tool": "email", "operation": "send"}
#     - {"tool": "mail", "operation": "send"}
#   severity: LOW
#   parameters:
#     to: {"type": "any"}
#   references:
#     - "AARM R3.2"
package writ.rules.allow_mail

outcome := {"reason": "ordinary mail"} if input.action.operation == "send"

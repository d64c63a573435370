# METADATA
# scope: package
# title: "Ordinary messages"
# description: "What no other rule of this pack objects to."
# custom:
#   id: allow_message
#   class: standard_allow
#   result: ALLOW
#   priority: 155
#   applies_to:
#     - {"effect": "send"}
#     - {"tool": "email", "operation": "*send*"}
#     - {"tool": "email", "operation": "reply*"}
#     - {"tool": "mail", "operation": "*send*"}
#     - {"tool": "*gmail*", "operation": "*send*"}
#     - {"tool": "*outlook*", "operation": "*send*"}
#     - {"tool": "slack", "operation": "*post*"}
#     - {"tool": "slack", "operation": "*send*"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
package writ.rules.allow_message

outcome := {"reason": "an ordinary message"} if not regex.match(`(?i)(delete|purge)`, input.action.operation)

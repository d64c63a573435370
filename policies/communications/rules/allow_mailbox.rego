# METADATA
# scope: package
# title: "Reading and filing messages"
# description: "Reading and searching messages and calendars; drafts, labels, and rules that forward nothing."
# custom:
#   id: allow_mailbox
#   class: standard_allow
#   result: ALLOW
#   priority: 155
#   applies_to:
#     - {"tool": "email", "operation": "*rule*"}
#     - {"tool": "email", "operation": "*filter*"}
#     - {"tool": "email", "operation": "*draft*"}
#     - {"tool": "email", "operation": "*label*"}
#     - {"tool": "mail", "operation": "*rule*"}
#     - {"tool": "mail", "operation": "*filter*"}
#     - {"tool": "mail", "operation": "*draft*"}
#     - {"tool": "mail", "operation": "*label*"}
#     - {"tool": "*gmail*", "operation": "*rule*"}
#     - {"tool": "*gmail*", "operation": "*filter*"}
#     - {"tool": "*gmail*", "operation": "*draft*"}
#     - {"tool": "*gmail*", "operation": "*label*"}
#     - {"tool": "*outlook*", "operation": "*rule*"}
#     - {"tool": "*outlook*", "operation": "*filter*"}
#     - {"tool": "*outlook*", "operation": "*draft*"}
#     - {"tool": "*outlook*", "operation": "*label*"}
#     - {"tool": "email", "operation": "get*"}
#     - {"tool": "email", "operation": "list*"}
#     - {"tool": "email", "operation": "read*"}
#     - {"tool": "email", "operation": "search*"}
#     - {"tool": "mail", "operation": "get*"}
#     - {"tool": "mail", "operation": "list*"}
#     - {"tool": "mail", "operation": "read*"}
#     - {"tool": "mail", "operation": "search*"}
#     - {"tool": "*gmail*", "operation": "get*"}
#     - {"tool": "*gmail*", "operation": "list*"}
#     - {"tool": "*gmail*", "operation": "read*"}
#     - {"tool": "*gmail*", "operation": "search*"}
#     - {"tool": "*outlook*", "operation": "get*"}
#     - {"tool": "*outlook*", "operation": "list*"}
#     - {"tool": "*outlook*", "operation": "read*"}
#     - {"tool": "*outlook*", "operation": "search*"}
#     - {"tool": "slack", "operation": "get*"}
#     - {"tool": "slack", "operation": "list*"}
#     - {"tool": "slack", "operation": "read*"}
#     - {"tool": "slack", "operation": "search*"}
#     - {"tool": "sms", "operation": "get*"}
#     - {"tool": "sms", "operation": "list*"}
#     - {"tool": "sms", "operation": "read*"}
#     - {"tool": "sms", "operation": "search*"}
#     - {"tool": "social", "operation": "get*"}
#     - {"tool": "social", "operation": "list*"}
#     - {"tool": "social", "operation": "read*"}
#     - {"tool": "social", "operation": "search*"}
#     - {"tool": "calendar", "operation": "get*"}
#     - {"tool": "calendar", "operation": "list*"}
#     - {"tool": "calendar", "operation": "read*"}
#     - {"tool": "calendar", "operation": "search*"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
package writ.rules.allow_mailbox

outcome := {"reason": "reading or filing"} if not regex.match(`(?i)(delete|purge|send)`, input.action.operation)

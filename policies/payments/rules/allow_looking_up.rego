# METADATA
# scope: package
# title: "Orders and payees are looked up and kept"
# description: "Reading orders and payees, and changing a payee."
# custom:
#   id: allow_looking_up
#   class: standard_allow
#   result: ALLOW
#   priority: 145
#   applies_to:
#     - {"tool": "orders"}
#     - {"tool": "payees"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
package writ.rules.allow_looking_up

outcome := {"reason": "looking up"} if input.action.tool in {"orders", "payees"}

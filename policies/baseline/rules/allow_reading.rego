# METADATA
# scope: package
# title: "Reading by declared tools"
# description: "Tools that the catalogue declares as reading or searching."
# custom:
#   id: allow_reading
#   class: standard_allow
#   result: ALLOW
#   priority: 100
#   applies_to:
#     - {"effect": "read"}
#     - {"effect": "search"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
package writ.rules.allow_reading

outcome := {"reason": "the catalogue declares this as reading"} if not input.action.tool in {"payments", "credentials"}

# METADATA
# scope: package
# title: "Reading the web and databases"
# description: "Queries, searches and requests over HTTP that no other rule objects to."
# custom:
#   id: allow_web_and_queries
#   class: standard_allow
#   result: ALLOW
#   priority: 100
#   applies_to:
#     - {"tool": "http"}
#     - {"tool": "web", "operation": "search"}
#     - {"tool": "web", "operation": "fetch"}
#     - {"tool": "database", "operation": "query"}
#     - {"tool": "database", "operation": "execute"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
package writ.rules.allow_web_and_queries

outcome := {"reason": "an ordinary request or query"} if input.action.tool in {"http", "web", "database"}

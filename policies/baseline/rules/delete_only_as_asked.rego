# METADATA
# scope: package
# title: "Rows are deleted only as the user asked"
# description: "A deletion by a database or a cloud tool is denied, unless it fits what the user asked for: then a person approves it."
# custom:
#   id: delete_only_as_asked
#   class: context_dependent_allow
#   result: DENY
#   priority: 350
#   applies_to:
#     - {"tool": "database", "operation": "delete*"}
#     - {"tool": "database", "operation": "truncate"}
#     - {"tool": "database", "operation": "drop*"}
#     - {"tool": "cloud", "operation": "delete*"}
#     - {"tool": "cloud", "operation": "terminate*"}
#     - {"effect": "delete"}
#     - {"tool": "database"}
#     - {"tool": "db"}
#     - {"tool": "*sql*"}
#     - {"tool": "*postgres*"}
#     - {"tool": "*supabase*"}
#     - {"tool": "*maria*"}
#   severity: HIGH
#   overridable: true
#   on_aligned: "STEP_UP"
#   approvers: ["approver"]
#   parameters:
#     sql: {"type": "string", "optional": true}
#     query: {"type": "string", "optional": true}
#     statement: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "AARM R3.4"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.delete_only_as_asked

import data.writ.lib.sql

outcome := {"reason": "a deletion needs a request that asks for it, and an approver"} if {
	input.action.tool != "file"
	not sql_tool
}

outcome := {"reason": "a deletion needs a request that asks for it, and an approver"} if {
	some statement in sql.given
	sql.deletes(statement)
}

# A tool that takes SQL is judged by it.
sql_tool if sql.given

sql_tool if {
	input.action.tool != "cloud"
	not regex.match(`(?i)^(delete|truncate|drop|remove|purge|destroy|terminate)`, input.action.operation)
}

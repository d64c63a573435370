# METADATA
# scope: package
# title: "A query returns at most 100 rows"
# description: "A query without a limit, or with a larger one, runs with a limit of 100."
# custom:
#   id: limit_query_rows
#   class: standard_allow
#   result: MODIFY
#   priority: 300
#   applies_to:
#     - {"tool": "database", "operation": "query"}
#   severity: LOW
#   parameters:
#     sql: {"type": "string"}
#     limit: {"type": "integer", "optional": true, "restricting": true}
#   references:
#     - "AARM R3.2"
package writ.rules.limit_query_rows

import data.writ.lib.sql

outcome := {"reason": "a query returns at most 100 rows", "modifications": [{"op": "cap", "path": ["limit"], "value": 100}]} if too_many

too_many if input.action.parameters.limit > 100

too_many if {
	not given
	some statement in sql.given
	sql.reads(statement)
}

given if input.action.parameters.limit >= 0

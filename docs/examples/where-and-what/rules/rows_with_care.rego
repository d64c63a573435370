# METADATA
# scope: package
# title: Somebody looks at what removes rows
# description: Whole tables, every row, or anything of the ledger.
# custom:
#   id: rows_with_care
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - { tool: database, operation: query }
#   severity: MEDIUM
#   approvers: [approver]
#   parameters:
#     sql: { type: string }
package writ.rules.rows_with_care

import data.writ.lib.sql

outcome := {"reason": "this removes or changes whole tables"} if {
	some statement in sql.statements
	whole(statement)
}

else := {"reason": "the ledger is only added to"} if {
	some statement in sql.statements
	sql.deletes(statement)
	"ledger" in statement.targets
}

else := {"reason": "this cannot be read"} if sql.unreadable

whole(statement) if sql.removes_table(statement)

whole(statement) if sql.unbounded(statement)

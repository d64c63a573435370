# METADATA
# scope: package
# title: Rights and databases stay
# description: Agents change neither who may do what nor which databases there are.
# custom:
#   id: no_new_rights
#   class: standard_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: database, operation: query }
#   severity: HIGH
#   overridable: false
#   parameters:
#     sql: { type: string }
package writ.rules.no_new_rights

import data.writ.lib.sql

outcome := {"reason": "this changes rights"} if {
	some statement in sql.statements
	sql.changes_rights(statement)
}

else := {"reason": "this removes a database"} if {
	some statement in sql.statements
	sql.drops_database(statement)
}

else := {"reason": "this reaches files, programs or other servers"} if count(sql.reaches) > 0

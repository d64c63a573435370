# METADATA
# scope: package
# title: "Destructive SQL is approved"
# description: "DROP TABLE, TRUNCATE, DELETE or UPDATE without WHERE, changes of rights, and statements that reach the host."
# custom:
#   id: approve_destructive_sql
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - {"tool": "database"}
#     - {"tool": "db"}
#     - {"tool": "*sql*"}
#     - {"tool": "*postgres*"}
#     - {"tool": "*supabase*"}
#     - {"tool": "*maria*"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     sql: {"type": "string", "optional": true}
#     query: {"type": "string", "optional": true}
#     statement: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_destructive_sql

import data.writ.lib.shell
import data.writ.lib.sql

outcome := {"reason": "this SQL removes or changes more than single rows"} if destructive

else := {"reason": "this SQL cannot be read, so it cannot be judged beforehand"} if sql.unreadable

destructive if {
	some statement in sql.statements
	reaches_far(statement)
}

destructive if count(sql.reaches) > 0

destructive if {
	some call in shell.calls
	call.name in {"redis-cli", "valkey-cli"}
	some arg in call.args
	lower(arg) in {"flushall", "flushdb"}
}

destructive if {
	some code in shell.code
	code.program in {"mongosh", "mongo"}
	regex.match(`(?i)\b(dropDatabase)\b|\.deleteMany\(\s*(\{\s*\})?\s*\)|\.drop\(\)`, code.text)
}

reaches_far(statement) if sql.drops_database(statement)

reaches_far(statement) if sql.removes_table(statement)

reaches_far(statement) if sql.unbounded(statement)

reaches_far(statement) if sql.changes_rights(statement)

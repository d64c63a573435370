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

outcome := {"reason": "this SQL removes or changes more than single rows"} if {
	some text in sql.given
	code := sql.code(text)
	destructive(code)
}

outcome := {"reason": "this SQL removes or changes more than single rows"} if {
	some text in shell.sql
	destructive_in_shell(text)
}

destructive(code) if sql.drops_table(code)

destructive(code) if sql.reaches_out(code)

destructive(code) if {
	some statement in split(code, ";")
	one_statement(statement)
}

one_statement(statement) if sql.unbounded(statement)

one_statement(statement) if sql.changes_rights(statement)

destructive_in_shell(text) if sql.drops_table(text)

destructive_in_shell(text) if {
	some statement in split(text, ";")
	regex.match(`(?i)\b(delete\s+from|update\s+\S+\s+set)\s`, statement)
	not regex.match(`(?i)\bwhere\b`, statement)
}

destructive_in_shell(text) if regex.match(`(?i)\b(dropDatabase|FLUSHALL|FLUSHDB)\b|\.deleteMany\(\s*(\{\s*\})?\s*\)|\.drop\(\)`, text)

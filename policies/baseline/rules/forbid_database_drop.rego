# METADATA
# scope: package
# title: "No dropping of databases"
# description: "DROP DATABASE and DROP SCHEMA, by an SQL tool or by a database client in a shell."
# custom:
#   id: forbid_database_drop
#   class: forbidden
#   result: DENY
#   priority: 1000
#   applies_to:
#     - {"tool": "database"}
#     - {"tool": "db"}
#     - {"tool": "*sql*"}
#     - {"tool": "*postgres*"}
#     - {"tool": "*supabase*"}
#     - {"tool": "*maria*"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: CRITICAL
#   parameters:
#     sql: {"type": "string", "optional": true}
#     query: {"type": "string", "optional": true}
#     statement: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.forbid_database_drop

import data.writ.lib.shell
import data.writ.lib.sql

outcome := {"reason": "this drops a whole database or schema"} if {
	some statement in sql.statements
	sql.drops_database(statement)
}

outcome := {"reason": "this drops a whole database or schema"} if {
	some call in shell.calls
	drops(call)
}

drops(call) if call.name == "dropdb"

drops(call) if {
	call.name in {"mysqladmin", "mariadb-admin"}
	"drop" in call.args
}

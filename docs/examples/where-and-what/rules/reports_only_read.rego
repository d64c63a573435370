# METADATA
# scope: package
# title: Reports only read
# description: A tool that makes reports has nothing to write.
# custom:
#   id: reports_only_read
#   class: standard_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: reports, operation: query }
#   severity: MEDIUM
#   overridable: false
#   parameters:
#     sql: { type: string }
package writ.rules.reports_only_read

import data.writ.lib.sql

outcome := {"reason": "a report only reads"} if {
	some statement in sql.given
	not sql.reads(statement)
}

else := {"reason": "this cannot be read"} if sql.unreadable

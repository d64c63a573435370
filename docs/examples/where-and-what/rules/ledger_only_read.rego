# METADATA
# scope: package
# title: The ledger is only read
# description: No file below `ledger` is written, and no program but a reader touches one, however the path is spelled.
# custom:
#   id: ledger_only_read
#   class: standard_deny
#   result: DENY
#   priority: 541
#   applies_to:
#     - { tool: file, operation: write }
#     - { tool: shell, operation: execute }
#   severity: HIGH
#   overridable: false
#   parameters:
#     path: { type: string, optional: true }
#     command: { type: string, optional: true }
package writ.rules.ledger_only_read

import data.writ.lib.paths
import data.writ.lib.shell

outcome := {"reason": "the ledger is only read"} if touches_ledger

touches_ledger if in_ledger(paths.normal(input.action.parameters.path))

touches_ledger if paths.tangled(input.action.parameters.path)

touches_ledger if {
	some path in shell.written
	in_ledger(path)
}

touches_ledger if {
	some call in shell.calls
	not call.name in {"cat", "head", "tail", "grep", "wc"}
	not call.name in shell.wrapping
	some path in call.reached
	in_ledger(path)
}

# What only an input is taken from may be read by any program.
touches_ledger if {
	some path in shell.taken
	in_ledger(path)
	some call in shell.calls
	call.name in {"patch", "tee"}
}

in_ledger(path) if regex.match(`(^|/)ledger(/|$)`, path)

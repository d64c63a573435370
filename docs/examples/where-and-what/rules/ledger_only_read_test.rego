package writ.rules.ledger_only_read_test

import data.writ.rules.ledger_only_read

file(path) := {"action": {"tool": "file", "operation": "write", "parameters": {"path": path}}, "context": {}}

shell(view) := {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "x"}, "shell": view}, "context": {}}

call(name, reached, via) := {"program": name, "argv": reached, "paths": reached, "reached": reached, "piped": false, "fed_by": [], "via": via}

test_speaks_of_any_spelling if {
	ledger_only_read.outcome with input as file("notes/../ledger//2026.csv")
	ledger_only_read.outcome with input as file(concat("/", [part | some i in numbers.range(1, 70); part := ["a", ".."][i % 2]]))
}

test_speaks_of_what_is_reached if {
	ledger_only_read.outcome with input as shell({"commands": [call("rm", ["ledger/2026.csv"], [])]})
	ledger_only_read.outcome with input as shell({"commands": [], "redirects": [{"operator": ">", "target": "x", "path": "x", "reached": "ledger/x"}]})
	ledger_only_read.outcome with input as shell({"commands": [call("patch", [], [])], "redirects": [{"operator": "<", "target": "ledger/x", "path": "ledger/x", "reached": "ledger/x"}]})
}

test_stays_silent_of_readers if {
	not ledger_only_read.outcome with input as file("notes/ledger.md")
	not ledger_only_read.outcome with input as shell({"commands": [call("sudo", ["cat", "ledger/x"], []), call("cat", ["ledger/x"], ["sudo"])]})
}

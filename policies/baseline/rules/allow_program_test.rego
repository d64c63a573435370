package writ.rules.allow_program_test

import data.writ.rules.allow_program

test_speaks if {
	allow_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [], "imports": [], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_stays_silent_of_what_cannot_be_read if {
	not allow_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [], "imports": [], "texts": [], "endless": false, "unreadable": ["x"]}}, "context": {}}
}

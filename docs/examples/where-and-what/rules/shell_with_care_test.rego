package writ.rules.shell_with_care_test

import data.writ.rules.shell_with_care

nothing := {"commands": [], "redirects": [], "functions": [], "code": [], "unreadable": []}

shows(view) := {"action": {"shell": object.union(nothing, view)}}

runs(program, args) := shows({"commands": [{"program": program, "argv": args, "piped": false, "fed_by": [], "via": []}]})

test_speaks if {
	every does in {
		runs("rm", ["-fr", "build"]),
		runs("git", ["push", "--force"]),
		shows({"redirects": [{"operator": ">>", "target": "/etc/hosts"}]}),
		shows({"code": [{"program": "python3", "text": "import socket"}]}),
		shows({"functions": [{"name": "f", "self_calls": 1, "background": false}]}),
		shows({"unreadable": ["a program that is computed"]}),
	} {
		shell_with_care.outcome with input as does
	}
}

test_is_silent if {
	every does in {
		runs("rm", ["a.txt"]),
		runs("git", ["push"]),
		shows({"redirects": [{"operator": "<", "target": "/etc/hosts"}]}),
		shows({"code": [{"program": "python3", "text": "print(1)"}]}),
		shows({"functions": [{"name": "f", "self_calls": 0, "background": false}]}),
	} {
		not shell_with_care.outcome with input as does
	}
}

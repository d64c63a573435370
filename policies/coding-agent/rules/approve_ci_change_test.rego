package writ.rules.approve_ci_change_test

import data.writ.rules.approve_ci_change

test_speaks_1 if {
	approve_ci_change.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": ".github/workflows/ci.yml"}}, "context": {}}
}

test_speaks_2 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm .git/hooks/pre-commit"}, "shell": {"commands": [{"program": "rm", "argv": [".git/hooks/pre-commit"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sed -i s/a/b/ Jenkinsfile"}, "shell": {"commands": [{"program": "sed", "argv": ["-i", "s/a/b/", "Jenkinsfile"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_ci_change.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": "src/workflows.ts"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat .github/workflows/ci.yml"}, "shell": {"commands": [{"program": "cat", "argv": [".github/workflows/ci.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cp a b"}, "shell": {"commands": [{"program": "cp", "argv": ["a", "b"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

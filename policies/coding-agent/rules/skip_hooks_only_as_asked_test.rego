package writ.rules.skip_hooks_only_as_asked_test

import data.writ.rules.skip_hooks_only_as_asked

test_speaks_1 if {
	skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git commit --no-verify -m x"}, "shell": {"commands": [{"program": "git", "argv": ["commit", "--no-verify", "-m", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git commit -nm x"}, "shell": {"commands": [{"program": "git", "argv": ["commit", "-nm", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git config core.hooksPath /dev/null"}, "shell": {"commands": [{"program": "git", "argv": ["config", "core.hooksPath", "/dev/null"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git commit -m x"}, "shell": {"commands": [{"program": "git", "argv": ["commit", "-m", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git log -n 5"}, "shell": {"commands": [{"program": "git", "argv": ["log", "-n", "5"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "HUSKY=0 git commit -m x"}, "shell": {"commands": [{"program": "git", "argv": ["commit", "-m", "x"], "piped": false, "fed_by": [], "via": [], "assignments": [{"name": "HUSKY", "value": "0"}]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "SKIP=eslint git commit -m x"}, "shell": {"commands": [{"program": "git", "argv": ["commit", "-m", "x"], "piped": false, "fed_by": [], "via": [], "assignments": [{"name": "SKIP", "value": "eslint"}]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git commit --no-verif -m x"}, "shell": {"commands": [{"program": "git", "argv": ["commit", "--no-verif", "-m", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_7 if {
	skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git config core.hooksPath /dev/null"}, "shell": {"commands": [{"program": "git", "argv": ["config", "core.hooksPath", "/dev/null"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git config --get core.hooksPath"}, "shell": {"commands": [{"program": "git", "argv": ["config", "--get", "core.hooksPath"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git config core.hooksPath"}, "shell": {"commands": [{"program": "git", "argv": ["config", "core.hooksPath"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_8 if {
	skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "env HUSKY=0 git commit -m x"}, "shell": {"commands": [{"program": "env", "argv": ["HUSKY=0", "git", "commit", "-m", "x"], "piped": false, "fed_by": [], "via": []}, {"program": "git", "argv": ["commit", "-m", "x"], "piped": false, "fed_by": [], "via": ["env"]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_9 if {
	skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "export HUSKY=0; git commit -m x"}, "shell": {"commands": [{"program": "export", "argv": ["HUSKY=0"], "piped": false, "fed_by": [], "via": []}, {"program": "git", "argv": ["commit", "-m", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_5 if {
	not skip_hooks_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "export SKIP=all; npm test"}, "shell": {"commands": [{"program": "export", "argv": ["SKIP=all"], "piped": false, "fed_by": [], "via": []}, {"program": "npm", "argv": ["test"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

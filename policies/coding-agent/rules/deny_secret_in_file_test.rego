package writ.rules.deny_secret_in_file_test

import data.writ.rules.deny_secret_in_file

test_speaks_1 if {
	deny_secret_in_file.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "a", "content": "key = 'AKIAABCDEFGHIJKLMNOP'"}}, "context": {}}
}

test_speaks_2 if {
	deny_secret_in_file.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": "a", "new_string": "-----BEGIN RSA PRIVATE KEY-----"}}, "context": {}}
}

test_stays_silent_1 if {
	not deny_secret_in_file.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "a", "content": "key = process.env.KEY"}}, "context": {}}
}

test_stays_silent_2 if {
	not deny_secret_in_file.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": "a", "new_string": "AKIA is how they begin"}}, "context": {}}
}

test_speaks_3 if {
	deny_secret_in_file.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo AKIAABCDEFGHIJKLMNOP > a.env"}, "shell": {"commands": [{"program": "echo", "argv": ["AKIAABCDEFGHIJKLMNOP"], "piped": false, "fed_by": [], "via": []}], "redirects": [{"operator": ">", "target": "a.env"}], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	deny_secret_in_file.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git remote set-url origin https://ghp_abcdefghijklmnopqrstuvwxyz0123456789@github.com/a/b"}, "shell": {"commands": [{"program": "git", "argv": ["remote", "set-url", "origin", "https://ghp_abcdefghijklmnopqrstuvwxyz0123456789@github.com/a/b"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	deny_secret_in_file.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": ".env", "content": "KEY=sk-proj-abcdefghijklmnopqrstuvwxyz0123456789"}}, "context": {}}
}

test_stays_silent_3 if {
	not deny_secret_in_file.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo AKIA > a.env"}, "shell": {"commands": [{"program": "echo", "argv": ["AKIA"], "piped": false, "fed_by": [], "via": []}], "redirects": [{"operator": ">", "target": "a.env"}], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not deny_secret_in_file.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "grep -rn AKIAABCDEFGHIJKLMNOP . 2> /dev/null"}, "shell": {"commands": [{"program": "grep", "argv": ["-rn", "AKIAABCDEFGHIJKLMNOP", "."], "piped": false, "fed_by": [], "via": []}], "redirects": [{"operator": ">", "target": "/dev/null"}], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

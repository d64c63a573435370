package writ.rules.publish_only_as_asked_test

import data.writ.rules.publish_only_as_asked

test_speaks_1 if {
	publish_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh gist create notes.md"}, "shell": {"commands": [{"program": "gh", "argv": ["gist", "create", "notes.md"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	publish_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh repo create x --public --source=. --push"}, "shell": {"commands": [{"program": "gh", "argv": ["repo", "create", "x", "--public", "--source=.", "--push"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	publish_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh repo edit --visibility public"}, "shell": {"commands": [{"program": "gh", "argv": ["repo", "edit", "--visibility", "public"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	publish_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "aws s3 presign s3://corp-data/x"}, "shell": {"commands": [{"program": "aws", "argv": ["s3", "presign", "s3://corp-data/x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	publish_only_as_asked.outcome with input as {"action": {"tool": "drive", "operation": "share_file", "parameters": {"id": "1", "role": "reader", "type": "anyone"}}, "context": {}}
}

test_stays_silent_1 if {
	not publish_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh repo create x --private"}, "shell": {"commands": [{"program": "gh", "argv": ["repo", "create", "x", "--private"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not publish_only_as_asked.outcome with input as {"action": {"tool": "drive", "operation": "share_file", "parameters": {"id": "1", "role": "reader", "email": "ann@corp.example"}}, "context": {}}
}

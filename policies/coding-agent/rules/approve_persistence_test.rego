package writ.rules.approve_persistence_test

import data.writ.rules.approve_persistence

test_speaks_1 if {
	approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "crontab mine"}, "shell": {"commands": [{"program": "crontab", "argv": ["mine"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "systemctl --user enable x.service"}, "shell": {"commands": [{"program": "systemctl", "argv": ["--user", "enable", "x.service"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "at now"}, "shell": {"commands": [{"program": "at", "argv": ["now"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "crontab -l"}, "shell": {"commands": [{"program": "crontab", "argv": ["-l"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "systemctl status nginx"}, "shell": {"commands": [{"program": "systemctl", "argv": ["status", "nginx"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "systemd-run --on-calendar=daily x"}, "shell": {"commands": [{"program": "systemd-run", "argv": ["--on-calendar=daily", "x"], "piped": false, "fed_by": [], "via": []}, {"program": "x", "argv": [], "piped": false, "fed_by": [], "via": ["systemd-run"]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cp x.service ~/.config/systemd/user/"}, "shell": {"commands": [{"program": "cp", "argv": ["x.service", "~/.config/systemd/user/"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	approve_persistence.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "/home/ann/.config/systemd/user/x.service", "content": "x"}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_persistence.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat ~/.config/systemd/user/x.service"}, "shell": {"commands": [{"program": "cat", "argv": ["~/.config/systemd/user/x.service"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

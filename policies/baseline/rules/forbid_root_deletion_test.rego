package writ.rules.forbid_root_deletion_test

import data.writ.rules.forbid_root_deletion

test_speaks_1 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf /"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "/"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_2 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sudo rm -fr '/'*"}, "shell": {"commands": [{"program": "sudo", "argv": ["rm", "-fr", "/*"], "piped": false, "fed_by": [], "via": []}, {"program": "rm", "argv": ["-fr", "/*"], "piped": false, "fed_by": [], "via": ["sudo"]}]}}, "context": {}}
}

test_speaks_3 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cd x && rm -r -f ~"}, "shell": {"commands": [{"program": "cd", "argv": ["x"], "piped": false, "fed_by": [], "via": []}, {"program": "rm", "argv": ["-r", "-f", "~"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_4 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "bash -c 'rm -rf /*'"}, "shell": {"commands": [{"program": "bash", "argv": ["-c", "rm -rf /*"], "piped": false, "fed_by": [], "via": []}, {"program": "rm", "argv": ["-rf", "/*"], "piped": false, "fed_by": [], "via": ["bash"]}]}}, "context": {}}
}

test_speaks_5 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo \"$(rm -rf \"$HOME\")\""}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "$HOME"], "piped": false, "fed_by": [], "via": []}, {"program": "echo", "argv": ["$(rm -rf \"$HOME\")"], "piped": false, "fed_by": ["rm"], "via": []}]}}, "context": {}}
}

test_speaks_6 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "find / -delete"}, "shell": {"commands": [{"program": "find", "argv": ["/", "-delete"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_7 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "FOO=1 env -i rm\t-rf /etc"}, "shell": {"commands": [{"program": "env", "argv": ["-i", "rm", "-rf", "/etc"], "piped": false, "fed_by": [], "via": []}, {"program": "rm", "argv": ["-rf", "/etc"], "piped": false, "fed_by": [], "via": ["env"]}]}}, "context": {}}
}

test_speaks_8 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "true\nrm -rf --no-preserve-root /"}, "shell": {"commands": [{"program": "true", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": "rm", "argv": ["-rf", "--no-preserve-root", "/"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf node_modules dist"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "node_modules", "dist"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf /tmp/build"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", "/tmp/build"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_3 if {
	not forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git commit -m 'rm -rf / is bad'"}, "shell": {"commands": [{"program": "git", "argv": ["commit", "-m", "rm -rf / is bad"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_4 if {
	not forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "ls -R /"}, "shell": {"commands": [{"program": "ls", "argv": ["-R", "/"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_5 if {
	not forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "find . -name '*.pyc' -delete"}, "shell": {"commands": [{"program": "find", "argv": [".", "-name", "*.pyc", "-delete"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

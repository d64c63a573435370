package writ.rules.forbid_root_deletion_test

import data.writ.rules.forbid_root_deletion

test_speaks_1 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf /"}}, "context": {}}
}

test_speaks_2 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sudo rm -fr '/'*"}}, "context": {}}
}

test_speaks_3 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cd x && rm -r -f ~"}}, "context": {}}
}

test_speaks_4 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "bash -c 'rm -rf /*'"}}, "context": {}}
}

test_speaks_5 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo \"$(rm -rf \"$HOME\")\""}}, "context": {}}
}

test_speaks_6 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "find / -delete"}}, "context": {}}
}

test_speaks_7 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "FOO=1 env -i rm\t-rf /etc"}}, "context": {}}
}

test_speaks_8 if {
	forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "true\nrm -rf --no-preserve-root /"}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf node_modules dist"}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf /tmp/build"}}, "context": {}}
}

test_stays_silent_3 if {
	not forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git commit -m 'rm -rf / is bad'"}}, "context": {}}
}

test_stays_silent_4 if {
	not forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "ls -R /"}}, "context": {}}
}

test_stays_silent_5 if {
	not forbid_root_deletion.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "find . -name '*.pyc' -delete"}}, "context": {}}
}

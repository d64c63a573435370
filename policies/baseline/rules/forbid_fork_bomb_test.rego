package writ.rules.forbid_fork_bomb_test

import data.writ.rules.forbid_fork_bomb

test_speaks_1 if {
	forbid_fork_bomb.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": ":(){ :|:& };:"}}, "context": {}}
}

test_speaks_2 if {
	forbid_fork_bomb.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "bomb() { bomb | bomb & }; bomb"}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_fork_bomb.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "f() { ls | wc -l; }; f"}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_fork_bomb.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "serve() { node a.js | tee log & }; serve"}}, "context": {}}
}

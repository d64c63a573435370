package writ.rules.forbid_fork_bomb_test

import data.writ.rules.forbid_fork_bomb

test_speaks_1 if {
	forbid_fork_bomb.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": ":(){ :|:& };:"}, "shell": {"commands": [{"program": ":", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": ":", "argv": [], "piped": true, "fed_by": [":"], "via": []}, {"program": ":", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": ":", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": ":", "argv": [], "piped": true, "fed_by": [":"], "via": []}], "functions": [{"name": ":", "self_calls": 2, "background": true}]}}, "context": {}}
}

test_speaks_2 if {
	forbid_fork_bomb.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "bomb() { bomb | bomb & }; bomb"}, "shell": {"commands": [{"program": "bomb", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": "bomb", "argv": [], "piped": true, "fed_by": ["bomb"], "via": []}, {"program": "bomb", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": "bomb", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": "bomb", "argv": [], "piped": true, "fed_by": ["bomb"], "via": []}], "functions": [{"name": "bomb", "self_calls": 2, "background": true}]}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_fork_bomb.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "f() { ls | wc -l; }; f"}, "shell": {"commands": [{"program": "ls", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": "wc", "argv": ["-l"], "piped": true, "fed_by": ["ls"], "via": []}, {"program": "f", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": "ls", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": "wc", "argv": ["-l"], "piped": true, "fed_by": ["ls"], "via": []}], "functions": [{"name": "f", "self_calls": 0, "background": true}]}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_fork_bomb.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "serve() { node a.js | tee log & }; serve"}, "shell": {"commands": [{"program": "node", "argv": ["a.js"], "piped": false, "fed_by": [], "via": []}, {"program": "tee", "argv": ["log"], "piped": true, "fed_by": ["node"], "via": []}, {"program": "serve", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": "node", "argv": ["a.js"], "piped": false, "fed_by": [], "via": []}, {"program": "tee", "argv": ["log"], "piped": true, "fed_by": ["node"], "via": []}], "functions": [{"name": "serve", "self_calls": 0, "background": true}]}}, "context": {}}
}

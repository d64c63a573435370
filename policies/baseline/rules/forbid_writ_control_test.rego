package writ.rules.forbid_writ_control_test

import data.writ.rules.forbid_writ_control

test_speaks_1 if {
	forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npx writ approvals approve dec_1"}, "shell": {"commands": [{"program": "npx", "argv": ["writ", "approvals", "approve", "dec_1"], "piped": false, "fed_by": [], "via": []}, {"program": "writ", "argv": ["approvals", "approve", "dec_1"], "piped": false, "fed_by": [], "via": ["npx"]}]}}, "context": {}}
}

test_speaks_2 if {
	forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "node apps/writ/bin/writ.mjs grants give a b.c"}, "shell": {"commands": [{"program": "node", "argv": ["apps/writ/bin/writ.mjs", "grants", "give", "a", "b.c"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_3 if {
	forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npm exec writ -- up"}, "shell": {"commands": [{"program": "npm", "argv": ["exec", "writ", "--", "up"], "piped": false, "fed_by": [], "via": []}, {"program": "writ", "argv": ["--", "up"], "piped": false, "fed_by": [], "via": ["npm"]}]}}, "context": {}}
}

test_speaks_4 if {
	forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "ls | xargs npx writ approvals approve"}, "shell": {"commands": [{"program": "ls", "argv": [], "piped": false, "fed_by": [], "via": []}, {"program": "xargs", "argv": ["npx", "writ", "approvals", "approve"], "piped": true, "fed_by": ["ls"], "via": []}, {"program": "npx", "argv": ["writ", "approvals", "approve"], "piped": false, "fed_by": ["ls"], "via": ["xargs"]}, {"program": "writ", "argv": ["approvals", "approve"], "piped": false, "fed_by": ["ls"], "via": ["xargs", "npx"]}]}}, "context": {}}
}

test_speaks_5 if {
	forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "curl http://127.0.0.1:7420/v1/sessions"}, "shell": {"commands": [{"program": "curl", "argv": ["http://127.0.0.1:7420/v1/sessions"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_6 if {
	forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "nc localhost 7420"}, "shell": {"commands": [{"program": "nc", "argv": ["localhost", "7420"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_7 if {
	forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "pkill -f writ"}, "shell": {"commands": [{"program": "pkill", "argv": ["-f", "writ"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_8 if {
	forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "lsof -ti:7420 | xargs kill"}, "shell": {"commands": [{"program": "lsof", "argv": ["-ti:7420"], "piped": false, "fed_by": [], "via": []}, {"program": "xargs", "argv": ["kill"], "piped": true, "fed_by": ["lsof"], "via": []}, {"program": "kill", "argv": [], "piped": false, "fed_by": ["lsof"], "via": ["xargs"]}]}}, "context": {}}
}

test_speaks_9 if {
	forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "claude --settings x.json -p y"}, "shell": {"commands": [{"program": "claude", "argv": ["--settings", "x.json", "-p", "y"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_10 if {
	forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "CLAUDE_CONFIG_DIR=/x claude -p y"}, "shell": {"commands": [{"program": "claude", "argv": ["-p", "y"], "assignments": [{"name": "CLAUDE_CONFIG_DIR", "value": "/x", "literal": true}], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_11 if {
	forbid_writ_control.outcome with input as {"action": {"tool": "http", "operation": "fetch", "parameters": {"url": "http://localhost:7430/graphql"}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npx writ verify x.json"}, "shell": {"commands": [{"program": "npx", "argv": ["writ", "verify", "x.json"], "piped": false, "fed_by": [], "via": []}, {"program": "writ", "argv": ["verify", "x.json"], "piped": false, "fed_by": [], "via": ["npx"]}]}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npx writ approvals list"}, "shell": {"commands": [{"program": "npx", "argv": ["writ", "approvals", "list"], "piped": false, "fed_by": [], "via": []}, {"program": "writ", "argv": ["approvals", "list"], "piped": false, "fed_by": [], "via": ["npx"]}]}}, "context": {}}
}

test_stays_silent_3 if {
	not forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npx writ policy check policies/x"}, "shell": {"commands": [{"program": "npx", "argv": ["writ", "policy", "check", "policies/x"], "piped": false, "fed_by": [], "via": []}, {"program": "writ", "argv": ["policy", "check", "policies/x"], "piped": false, "fed_by": [], "via": ["npx"]}]}}, "context": {}}
}

test_stays_silent_4 if {
	not forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "writ grants --help"}, "shell": {"commands": [{"program": "writ", "argv": ["grants", "--help"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_5 if {
	not forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "curl http://localhost:3000/v1/users"}, "shell": {"commands": [{"program": "curl", "argv": ["http://localhost:3000/v1/users"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_6 if {
	not forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "grep -rn localhost:7420 docs"}, "shell": {"commands": [{"program": "grep", "argv": ["-rn", "localhost:7420", "docs"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_7 if {
	not forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "pkill -f vite"}, "shell": {"commands": [{"program": "pkill", "argv": ["-f", "vite"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_8 if {
	not forbid_writ_control.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "claude -p explain"}, "shell": {"commands": [{"program": "claude", "argv": ["-p", "explain"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_9 if {
	not forbid_writ_control.outcome with input as {"action": {"tool": "http", "operation": "fetch", "parameters": {"url": "https://a.example/"}}, "context": {}}
}

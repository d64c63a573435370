package writ.rules.approve_enforcement_doubt_test

import data.writ.rules.approve_enforcement_doubt

test_speaks_1 if {
	approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "vim -c wq .claude/settings.json"}, "shell": {"commands": [{"program": "vim", "argv": ["-c", "wq", ".claude/settings.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_2 if {
	approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "node -e \"fs.writeFileSync(path.join('.claude','settings.json'),'')\""}, "shell": {"commands": [{"program": "node", "argv": ["-e", "fs.writeFileSync(path.join('.claude','settings.json'),'')"], "piped": false, "fed_by": [], "via": []}], "code": [{"program": "node", "text": "fs.writeFileSync(path.join('.claude','settings.json'),'')", "texts": [".claude", "settings.json", ".claude/settings.json", "", ".claude/settings.json/"]}]}}, "context": {}}
}

test_speaks_3 if {
	approve_enforcement_doubt.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "./.mcp.json"}}, "context": {}}
}

test_speaks_4 if {
	approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cp x .mcp.json"}, "shell": {"commands": [{"program": "cp", "argv": ["x", ".mcp.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_5 if {
	approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kill -9 4242"}, "shell": {"commands": [{"program": "kill", "argv": ["-9", "4242"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_6 if {
	approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "killall node"}, "shell": {"commands": [{"program": "killall", "argv": ["node"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_7 if {
	approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "ps aux | xargs kill"}, "shell": {"commands": [{"program": "ps", "argv": ["aux"], "piped": false, "fed_by": [], "via": []}, {"program": "xargs", "argv": ["kill"], "piped": true, "fed_by": ["ps"], "via": []}, {"program": "kill", "argv": [], "piped": false, "fed_by": ["ps"], "via": ["xargs"]}]}}, "context": {}}
}

test_speaks_8 if {
	approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kill $(pgrep node)"}, "shell": {"commands": [{"program": "pgrep", "argv": ["node"], "piped": false, "fed_by": [], "via": []}, {"program": "kill", "argv": ["$(pgrep node)"], "piped": false, "fed_by": ["pgrep"], "via": []}]}}, "context": {}}
}

test_speaks_9 if {
	approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cd /tmp && claude -p x"}, "shell": {"commands": [{"program": "cd", "argv": ["/tmp"], "piped": false, "fed_by": [], "via": []}, {"program": "claude", "argv": ["-p", "x"], "reached": ["/tmp/-p", "/tmp/x"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_10 if {
	approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "claude mcp add x -- y"}, "shell": {"commands": [{"program": "claude", "argv": ["mcp", "add", "x", "--", "y"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat .claude/settings.json"}, "shell": {"commands": [{"program": "cat", "argv": [".claude/settings.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat .mcp.json"}, "shell": {"commands": [{"program": "cat", "argv": [".mcp.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kill %1"}, "shell": {"commands": [{"program": "kill", "argv": ["%1"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kill -0 4242"}, "shell": {"commands": [{"program": "kill", "argv": ["-0", "4242"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kill $(lsof -ti:3000)"}, "shell": {"commands": [{"program": "lsof", "argv": ["-ti:3000"], "piped": false, "fed_by": [], "via": []}, {"program": "kill", "argv": ["$(lsof -ti:3000)"], "piped": false, "fed_by": ["lsof"], "via": []}]}}, "context": {}}
}

test_stays_silent_6 if {
	not approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "pkill -f vite"}, "shell": {"commands": [{"program": "pkill", "argv": ["-f", "vite"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_7 if {
	not approve_enforcement_doubt.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "claude -p x"}, "shell": {"commands": [{"program": "claude", "argv": ["-p", "x"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_8 if {
	not approve_enforcement_doubt.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "src/a.ts"}}, "context": {}}
}

package writ.rules.forbid_enforcement_tampering_test

import data.writ.rules.forbid_enforcement_tampering

test_speaks_1 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "/home/dev/.claude/settings.json"}}, "context": {}}
}

test_speaks_2 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": ".claude/x/../settings.json"}}, "context": {}}
}

test_speaks_3 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "file", "operation": "move", "parameters": {"path": ".claude", "to": "x"}}, "context": {}}
}

test_speaks_4 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "echo '{}' > .claude/settings.local.json"}, "shell": {"commands": [{"program": "echo", "argv": ["{}"], "piped": false, "fed_by": [], "via": []}], "redirects": [{"operator": ">", "target": ".claude/settings.local.json", "path": ".claude/settings.local.json", "reached": ".claude/settings.local.json", "literal": true}]}}, "context": {}}
}

test_speaks_5 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sed -i s/hook// ~/.claude/settings.json"}, "shell": {"commands": [{"program": "sed", "argv": ["-i", "s/hook//", "~/.claude/settings.json"], "paths": ["-i", "s/hook", "~/.claude/settings.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_6 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf .claude"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", ".claude"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_7 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cd .claude && rm settings.json"}, "shell": {"commands": [{"program": "cd", "argv": [".claude"], "piped": false, "fed_by": [], "via": []}, {"program": "rm", "argv": ["settings.json"], "reached": [".claude/settings.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_8 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "find .claude -exec rm {} +"}, "shell": {"commands": [{"program": "find", "argv": [".claude", "-exec", "rm", "{}", "+"], "piped": false, "fed_by": [], "via": []}, {"program": "rm", "argv": ["{}"], "piped": false, "fed_by": [], "via": ["find"]}]}}, "context": {}}
}

test_speaks_9 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cp -r x/. .claude/"}, "shell": {"commands": [{"program": "cp", "argv": ["-r", "x/.", ".claude/"], "paths": ["-r", "x", ".claude"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_10 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git checkout HEAD~3 -- .claude"}, "shell": {"commands": [{"program": "git", "argv": ["checkout", "HEAD~3", "--", ".claude"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_11 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf .cl*"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", ".cl*"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_12 if {
	forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "node -e \"require('fs').writeFileSync('.claude/settings.json','{}')\""}, "shell": {"commands": [{"program": "node", "argv": ["-e", "require('fs').writeFileSync('.claude/settings.json','{}')"], "piped": false, "fed_by": [], "via": []}], "code": [{"program": "node", "text": "require('fs').writeFileSync('.claude/settings.json','{}')", "texts": ["fs", ".claude/settings.json", "{}", ".claude/settings.json/{}"]}]}}, "context": {}}
}

test_stays_silent_1 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": "src/settings.json"}}, "context": {}}
}

test_stays_silent_2 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "file", "operation": "write", "parameters": {"path": ".claude/commands/review.md"}}, "context": {}}
}

test_stays_silent_3 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat .claude/settings.json"}, "shell": {"commands": [{"program": "cat", "argv": [".claude/settings.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_4 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cp .claude/settings.json /tmp/x"}, "shell": {"commands": [{"program": "cp", "argv": [".claude/settings.json", "/tmp/x"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_5 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git add .claude/settings.json"}, "shell": {"commands": [{"program": "git", "argv": ["add", ".claude/settings.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_6 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "find .claude/hooks -type f"}, "shell": {"commands": [{"program": "find", "argv": [".claude/hooks", "-type", "f"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_7 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sed -n 1,20p .claude/settings.json"}, "shell": {"commands": [{"program": "sed", "argv": ["-n", "1,20p", ".claude/settings.json"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_8 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf .claude/worktrees/x"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", ".claude/worktrees/x"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_9 if {
	not forbid_enforcement_tampering.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "node -e \"console.log(require('./.claude/settings.json'))\""}, "shell": {"commands": [{"program": "node", "argv": ["-e", "console.log(require('./.claude/settings.json'))"], "piped": false, "fed_by": [], "via": []}], "code": [{"program": "node", "text": "console.log(require('./.claude/settings.json'))", "texts": ["./.claude/settings.json"]}]}}, "context": {}}
}

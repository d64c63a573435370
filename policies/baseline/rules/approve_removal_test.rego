package writ.rules.approve_removal_test

import data.writ.rules.approve_removal

test_speaks_1 if {
	approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "consul kv delete -recurse config/web"}, "shell": {"commands": [{"program": "consul", "argv": ["kv", "delete", "-recurse", "config/web"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_2 if {
	approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "algolia indices clear products"}, "shell": {"commands": [{"program": "algolia", "argv": ["indices", "clear", "products"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_3 if {
	approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "redis-cli -h cache.corp.example FLUSHALL"}, "shell": {"commands": [{"program": "redis-cli", "argv": ["-h", "cache.corp.example", "FLUSHALL"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_4 if {
	approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "kadmin-cli delete-principal bob"}, "shell": {"commands": [{"program": "kadmin-cli", "argv": ["delete-principal", "bob"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_5 if {
	approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "keyring-tool rotate-secret payments"}, "shell": {"commands": [{"program": "keyring-tool", "argv": ["rotate-secret", "payments"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_speaks_6 if {
	approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "config-delete-keys --all"}, "shell": {"commands": [{"program": "config-delete-keys", "argv": ["--all"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "consul kv get config/web"}, "shell": {"commands": [{"program": "consul", "argv": ["kv", "get", "config/web"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "curl -X DELETE http://localhost:3000/api/items/1"}, "shell": {"commands": [{"program": "curl", "argv": ["-X", "DELETE", "http://localhost:3000/api/items/1"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "vendor-tool describe delete-jobs"}, "shell": {"commands": [{"program": "vendor-tool", "argv": ["describe", "delete-jobs"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "consul kv delete -recurse config/web --help"}, "shell": {"commands": [{"program": "consul", "argv": ["kv", "delete", "-recurse", "config/web", "--help"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "pnpm remove left-pad"}, "shell": {"commands": [{"program": "pnpm", "argv": ["remove", "left-pad"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_6 if {
	not approve_removal.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "redis-cli ping"}, "shell": {"commands": [{"program": "redis-cli", "argv": ["ping"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

package writ.rules.approve_program_test

import data.writ.rules.approve_program

test_speaks_1 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "os.remove", "args": ["/etc/fstab"]}], "imports": [], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "open", "args": ["/etc/x", "w"]}], "imports": [], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [], "imports": [], "texts": ["/etc/shadow"], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "requests.post", "args": ["http://x", null]}], "imports": ["requests"], "texts": ["/etc/hosts"], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "exec", "args": [null]}], "imports": ["base64"], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "requests.get", "args": ["u"]}, {"name": "os.system", "args": ["x"]}], "imports": ["requests", "os"], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_7 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "os.system", "args": ["rm -rf x"]}], "imports": [], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_8 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "s.listen", "args": ["5"]}], "imports": ["socket"], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_9 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "os.kill", "args": [null]}], "imports": [], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_10 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "os.fork", "args": []}], "imports": [], "texts": [], "endless": true, "unreadable": []}}, "context": {}}
}

test_speaks_11 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [], "imports": ["pynput"], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_12 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "os.setuid", "args": [null]}], "imports": [], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_13 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [], "imports": [], "texts": [], "endless": false, "unreadable": ["x"]}}, "context": {}}
}

test_speaks_14 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "os.walk", "args": ["/"]}, {"name": "os.remove", "args": [null]}], "imports": [], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_15 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "requests.post", "args": ["u"]}, {"name": "os.environ.copy", "args": []}], "imports": ["requests", "os"], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_16 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "subprocess.call", "args": [null]}], "imports": ["socket"], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_17 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "p.kill", "args": []}], "imports": ["psutil"], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_speaks_18 if {
	approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "random.seed", "args": ["7"]}, {"name": "make_token", "args": []}], "imports": ["random"], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "print", "args": ["x"]}], "imports": [], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "os.remove", "args": [null]}], "imports": [], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "open", "args": ["/etc/os-release", "r"]}], "imports": [], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "requests.get", "args": ["u"]}], "imports": ["requests"], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "random.seed", "args": ["7"]}, {"name": "random.choice", "args": [null]}], "imports": ["random"], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

test_stays_silent_6 if {
	not approve_program.outcome with input as {"action": {"tool": "python", "operation": "execute", "parameters": {"code": "x"}, "python": {"calls": [{"name": "secrets.token_hex", "args": []}, {"name": "make_token", "args": []}], "imports": ["random"], "texts": [], "endless": false, "unreadable": []}}, "context": {}}
}

# Who ends which processes. What a number stands for nobody can tell from a command.
package writ.lib.processes

import data.writ.lib.enforcement
import data.writ.lib.shell

ending := {"kill", "pkill", "killall", "skill", "xkill", "taskkill", "fuser", "kill-port", "fkill"}

# Programs that tell which processes there are.
finding := {"pgrep", "pidof", "ps", "lsof", "ss", "netstat", "fuser", "grep", "egrep", "rg", "awk", "pkill", "killall", "fkill", "taskkill"}

ends if {
	some call in shell.calls
	ends_something(call)
}

ends_something(call) if {
	call.name in ending
	not call.name == "fuser"
	not only_asks(call)
}

only_asks(call) if call.args[0] in {"-0", "-l", "-L", "--list", "--help"}

ends_something(call) if {
	call.name == "fuser"
	some flag in call.args
	regex.match(`^(-[a-z]*k[a-z]*|--kill)$`, flag)
}

# A word that names Writ or one of its ports.
names_writ(word) if regex.match(`(?i)(^|[^a-z0-9])writ([^a-z]|$)|hook\.mjs|(^|[^0-9])74(2[0-9]|30)([^0-9]|$)`, word)

stops_writ if {
	ends
	some call in shell.calls
	call.name in (ending | finding)
	not call.name == "kill"
	some word in call.args
	names_writ(word)
}

stops_writ if {
	some call in shell.calls
	call.name in {"systemctl", "launchctl", "service", "docker", "podman", "docker-compose", "pm2", "supervisorctl", "brew"}
	shell.has_any(call.args, {"stop", "kill", "disable", "mask", "unload", "bootout", "restart", "rm", "remove", "delete", "pause", "down"})
	some word in call.args
	regex.match(`(?i)(^|[^a-z0-9])writ([^a-z]|$)`, word)
}

# Whose process it is cannot be told: a number, a user's all, or every program of the runtime that Writ runs on.
unknown if {
	some call in shell.calls
	call.name in {"kill", "skill", "taskkill"}
	ends_something(call)
	some i, word in call.args
	regex.match(`^-?[0-9]{2,}$`, word)
	not startswith(word, "-")
	not is_signal(call.args, i)
}

is_signal(args, i) if args[i - 1] in {"-s", "-n", "--signal"}

unknown if {
	some call in shell.calls
	call.name in {"pkill", "killall", "pgrep", "pidof", "taskkill", "fkill"}
	ends
	patterns := [word | some i, word in call.args; not startswith(word, "-"); not startswith(word, "/"); not is_value(call.args, i)]
	every word in patterns { vague(word) }
}

# `-u dev`, `-s TERM`: whose they are, and how they end.
is_value(args, i) if args[i - 1] in {"-u", "-U", "-G", "-g", "-P", "-t", "-s", "--user", "--euid", "--uid", "--signal", "--group"}

# Numbers out of a list that nothing narrows, or of a file.
unknown if {
	some call in shell.calls
	call.name == "kill"
	ends_something(call)
	count([word | some word in call.args; not startswith(word, "-")]) == 0
	not narrowed
}

narrowed if {
	some call in shell.calls
	call.name in {"pgrep", "pidof", "lsof", "fuser", "grep", "egrep", "rg", "awk"}
	some word in call.args
	not startswith(word, "-")
	not vague(word)
	regex.match(`[A-Za-z0-9]{2,}`, word)
	not startswith(word, "{")
}

narrowed if {
	some call in shell.calls
	call.name == "jobs"
}

narrowed if {
	some call in shell.calls
	call.name == "lsof"
	some word in call.args
	regex.match(`:[0-9]{2,5}`, word)
}

vague(word) if regex.match(`(?i)^(node(js)?(\.exe)?|postgres|bun|deno|npm|npx|[0-9]+|[^A-Za-z0-9]*|.*[][*+?|^$\\()].*)$`, word)

# The same from code.
unknown if {
	some text in enforcement.code_texts
	regex.match(`\bprocess\.kill\s*\(|\bkill\s*\(?\s*["']?(9|15|KILL|TERM|INT|SIG\w+)\b`, text)
}

# METADATA
# scope: package
# title: "Whoever is judged does not run the judge"
# description: "Commands of Writ's that change something, calls to its ports, its processes stopped, and the coding agent started without its hooks, by whatever route. Commands of Writ's that only show something are free."
# custom:
#   id: forbid_writ_control
#   class: forbidden
#   result: DENY
#   priority: 1000
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "http"}
#     - {"tool": "web"}
#     - {"tool": "python"}
#     - {"tool": "*python*"}
#     - {"tool": "code_interpreter"}
#     - {"tool": "ipython"}
#     - {"tool": "jupyter"}
#   severity: CRITICAL
#   parameters:
#     url: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP ASI03 Identity and Privilege Abuse"
package writ.rules.forbid_writ_control

import data.writ.lib.enforcement
import data.writ.lib.processes
import data.writ.lib.shell

outcome := {"reason": "only people give orders to what enforces these rules"} if {
	ordered
} else := {"reason": "this calls what enforces these rules in an agent's place"} if {
	called
} else := {"reason": "this stops or removes what enforces these rules"} if {
	processes.stops_writ
} else := {"reason": "this starts a coding agent without what enforces these rules"} if {
	unhooked
}

ordered if {
	some args in enforcement.commands
	count(args) > 0
	not enforcement.shows(args)
}

# What more there is to say is only read when it runs.
ordered if {
	some call in shell.calls
	enforcement.runs_writ(call)
	some inner in call.via
	inner in {"xargs", "parallel"}
}

ordered if {
	some text in enforcement.code_texts
	regex.match(
		`(?i)(^|[\s/'"(\[,])(writ(\.m?js)?|@writ/cli)(@[\w.-]+)?['",\s]+(--['",\s]+)?((up|connect|disconnect|rebuild|console|hook)\b|(approvals|grants|stops|deferrals|tools|policy)['",\s]+(approve|deny|answer|give|revoke|stop|lift|accept|apply|rollback)\b)`,
		text,
	)
}

called if enforcement.port(input.action.parameters.url)

called if {
	some text in enforcement.code_texts
	enforcement.port(text)
}

called if {
	some call in shell.calls
	not call.name in enforcement.reading_texts
	some text in spoken(call)
	enforcement.port(text)
}

called if {
	some target in (shell.written | shell.taken)
	enforcement.port(target)
}

# `nc localhost 7420` has the port in a word of its own.
spoken(call) := {word | some word in call.args} | {pair |
	call.name in {"nc", "ncat", "netcat", "telnet", "grpcurl", "evans"}
	some i, word in call.args
	pair := concat(":", [word, call.args[i + 1]])
}

unhooked if {
	some call in shell.calls
	enforcement.starts_agent(call)
	some word in call.args
	regex.match(`^--(settings|setting-sources|(allow-)?dangerously-skip-permissions|bare|safe-mode)\b|bypassPermissions|disableAllHooks`, word)
}

unhooked if {
	some command in input.action.shell.commands
	command.program in {"claude", "claude-code"}
	some one in command.assignments
	one.name in {"CLAUDE_CONFIG_DIR", "HOME", "XDG_CONFIG_HOME"}
}

unhooked if {
	some call in shell.calls
	enforcement.starts_agent(call)
	some outer in shell.calls
	outer.name == "env"
	some word in outer.args
	regex.match(`^(CLAUDE_CONFIG_DIR|HOME|XDG_CONFIG_HOME)=`, word)
}

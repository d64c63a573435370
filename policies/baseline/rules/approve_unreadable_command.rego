# METADATA
# scope: package
# title: "What cannot be read is approved"
# description: "Decoded, downloaded or computed text that runs as a command, and commands nested too deeply to follow."
# custom:
#   id: approve_unreadable_command
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver", "principal"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_unreadable_command

import data.writ.lib.shell

outcome := {"reason": "part of this command is computed when it runs, so it cannot be judged beforehand"} if unreadable

unreadable if shell.too_long

unreadable if shell.nested_too_deep

# A shell or an interpreter that reads its program from a pipe.
unreadable if {
	some call in shell.calls
	call.piped
	reads_program(call.name)
	every arg in call.args {
		regex.match(`^-?$|^-[sxeulE]+$|^--$|^[0-9]*[<>]`, arg)
	}
}

reads_program(name) if startswith(name, "python")

reads_program(name) if name in {"sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "perl", "ruby", "node", "php", "deno", "bun", "pwsh"}

unreadable if {
	some text in shell.texts
	contains(text, "|")
	shell.contains_any(text, ["sudo", "doas", "env", "xargs", "nohup"])
	regex.match(`\|\s*(sudo|doas|env|xargs|nohup)\s+([^|;\n]*\s)?([^\s|;]*/)?(sh|bash|zsh|dash|ksh|ash)\s*(-[sxeulE]*\s*)?($|[|;&\n)])`, text)
}

# eval, source and shells over something computed.
unreadable if {
	some call in shell.calls
	call.name in {"eval", "source", ".", "sh", "bash", "zsh", "dash", "ksh"}
	some arg in call.args
	computed(call.name, arg)
}

unreadable if {
	some text in shell.texts
	shell.contains_any(text, ["$(", "`", "<("])
	regex.match("\\b(eval|sh|bash|zsh|dash|ksh|source)\\b(\\s+-[a-z]*c)?\\s+([\"']?[$][(]|`|<[(])", text)
	not regex.match(`\beval\s+"?\$\((ssh-agent|direnv|brew|pyenv|rbenv|nodenv|fnm|opam|conda|minikube|starship|zoxide|register-python|docker-machine)\b[^)]*\)`, text)
}

# The program's own name is computed.
unreadable if {
	some call in shell.calls
	startswith(call.name, "$")
	regex.match(`^\$\{?[A-Za-z_0-9!@*]+[^}/]*\}?$`, call.name)
	not behind_wrapper(call)
}

# Quotes that spell characters by number.
unreadable if {
	some text in shell.texts
	contains(text, "$'")
	regex.match(`\$'[^']*\\(x[0-9a-fA-F]|[0-7]|u[0-9a-fA-F])`, text)
}

unreadable if {
	some call in shell.calls
	call.name == "cd"
	some arg in call.args
	regex.match(`(^|/)\.(writ|claude)/?$`, arg)
}

computed(name, arg) if {
	name == "eval"
	regex.match("^\"?'?\\$\\{?[A-Za-z_0-9@*]+\\}?|`", arg)
}

computed(name, arg) if {
	name in {"source", "."}
	regex.match(`^<$|^/dev/(stdin|fd)`, arg)
}

computed(name, arg) if {
	name in {"sh", "bash", "zsh", "dash", "ksh"}
	regex.match(`^<$|^<<<|^/dev/(stdin|fd/)|^\$\{?[A-Za-z_0-9@*]+\}?$`, arg)
}

# Behind `env` or `sudo` every word may be a program; an argument like `$HOME` is none.
behind_wrapper(call) if {
	some other in shell.calls
	other.name in shell.wrappers
	call.name in {lower(arg) | some arg in other.args}
	not other.name in {"sudo", "env", "nohup", "exec", "command"}
}

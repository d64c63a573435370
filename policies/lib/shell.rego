# What a command runs, from its parsed view: `input.action.shell`.
package writ.lib.shell

# Programs as they run, those behind wrappers and inside other commands too: `{name, args, piped, fed_by, via}`. The name
# is lower case and without its folder; empty if it is computed when it runs.
calls := [call |
	some command in input.action.shell.commands
	call := {
		"name": command.program,
		"args": command.argv,
		"piped": command.piped,
		"fed_by": command.fed_by,
		"via": command.via,
	}
]

# What output is redirected into.
redirected contains redirect.target if {
	some redirect in input.action.shell.redirects
	contains(redirect.operator, ">")
}

# Code on the command line of an interpreter.
code := input.action.shell.code

# Functions that the command defines.
functions := input.action.shell.functions

# INVARIANT: what cannot be read is never taken for harmless.
unreadable if count(input.action.shell.unreadable) > 0

recursive(args) if {
	some arg in args
	startswith(arg, "-")
	regex.match(`^(-[A-Za-z]*[rR][A-Za-z]*|--recursive)$`, arg)
}

has_any(args, flags) if {
	some arg in args
	arg in flags
}

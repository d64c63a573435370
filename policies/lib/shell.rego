# What a command runs, from its parsed view: `input.action.shell`.
package writ.lib.shell

# Programs as they run, those behind wrappers and inside other commands too: `{name, args, paths, reached, piped, fed_by, via}`. The name
# is lower case and without its folder; empty if it is computed when it runs. `paths` are the words as normal paths, `reached` the same seen
# from where the text begins: `cd` followed, as far as it is known.
calls := [call |
	some command in input.action.shell.commands
	call := {
		"name": command.program,
		"args": command.argv,
		"paths": paths_of(command),
		"reached": reached_of(command),
		"piped": command.piped,
		"fed_by": command.fed_by,
		"via": command.via,
	}
]

paths_of(command) := command.paths

paths_of(command) := command.argv if not command.paths

reached_of(command) := command.reached

reached_of(command) := paths_of(command) if not command.reached

# What output is redirected into, as written and as a normal path.
redirected contains target if {
	some redirect in input.action.shell.redirects
	contains(redirect.operator, ">")
	some target in [redirect.target, path_of(redirect)]
}

# The same seen from where the text begins.
written contains target if {
	some redirect in input.action.shell.redirects
	contains(redirect.operator, ">")
	some target in [path_of(redirect), reached_by(redirect)]
}

# What input is redirected from.
taken contains target if {
	some redirect in input.action.shell.redirects
	redirect.operator == "<"
	some target in [path_of(redirect), reached_by(redirect)]
}

path_of(redirect) := redirect.path

path_of(redirect) := redirect.target if not redirect.path

reached_by(redirect) := redirect.reached

reached_by(redirect) := path_of(redirect) if not redirect.reached

# Programs that only run another one: what they run is listed by itself. Containers are handed files as well.
wrapping contains name if {
	some call in calls
	some name in call.via
	not name in {"find", "fd", "docker", "podman", "nerdctl", "docker-compose", "kubectl", "ssh"}
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

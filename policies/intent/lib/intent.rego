package writ.lib.intent

# Effects that cannot be taken back, or that reach beyond the task.
grave := {"send", "pay", "delete", "grant", "credential"}

# A grave act that nobody asked for is an ordinary step only where no stranger could have asked for it, and what it is about is known.
ordinary(effect, _, _) if not effect in grave

ordinary(_, exposed, invented) if {
	not exposed
	count(invented) == 0
}

# Tools of a coding host: what their commands, files and queries do is judged by the packs about them.
hosted := {"shell", "file", "database", "http", "web", "agent", "skill", "todowrite", "todoread", "output"}

host(tool) if tool in hosted

question(values) := sprintf("%s `%s` comes from the output of `%s` and from nowhere else; is it meant?", [value.parameter, value.text, value.tool]) if {
	value := values[0]
	is_string(value.tool)
} else := sprintf("%s `%s` comes from text that nobody vouches for; is it meant?", [values[0].parameter, values[0].text])

# After so many actions on one request the user is asked whether to go on; 0 never asks.
confirm_every := 0

confirm_due(step, actions) if {
	step > 0
	actions > 0
	actions % step == 0
}

# METADATA
# scope: package
# title: "No deletion of a system or a home"
# description: "Recursive deletion, or change of owner or mode, of the root, a top-level folder or the home folder."
# custom:
#   id: forbid_root_deletion
#   class: forbidden
#   result: DENY
#   priority: 1000
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: CRITICAL
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.forbid_root_deletion

import data.writ.lib.shell

outcome := {"reason": "this deletes or changes the root, a system folder or the home folder as a whole"} if {
	some call in shell.calls
	whole(call)
}

whole(call) if {
	call.name in {"rm", "chmod", "chown", "chgrp", "shred"}
	shell.recursive(call.args)
	some arg in array.concat(call.args, call.paths)
	top(arg)
}

whole(call) if {
	call.name == "find"
	some arg in array.concat(call.args, call.paths)
	top(arg)
	shell.has_any(call.args, {"-delete", "rm", "/bin/rm", "shred"})
	not shell.has_any(call.args, {"-name", "-iname", "-path", "-regex", "-wholename", "-mtime"})
}

top(arg) if regex.match(`^(/+\.?\.?)+\*?$`, arg)

top(arg) if regex.match(`^/+(bin|boot|dev|etc|home|lib[0-9a-z]*|opt|proc|root|sbin|srv|sys|usr|var|System|Library|Users|Applications)(/+\.?)*\*?$`, arg)

top(arg) if regex.match(`^(~|~root|\$HOME|\$\{HOME\}|/home/[^/]+|/Users/[^/]+)(/+\.?)*\*?$`, arg)

top(arg) if regex.match(`^/(\{|\?|\[)`, arg)

# METADATA
# scope: package
# title: "Nothing from the net runs as root unread"
# description: "A download handed to a shell that runs as another user, usually root."
# custom:
#   id: forbid_root_from_the_net
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
package writ.rules.forbid_root_from_the_net

import data.writ.lib.shell

outcome := {"reason": "this runs a script from the net as root, unread"} if {
	some call in shell.calls
	runs_text(call.name)
	shell.has_any(call.via, {"sudo", "sudo-rs", "doas", "pkexec", "su", "runuser"})
	shell.has_any(call.fed_by, {"curl", "wget", "fetch", "aria2c"})
}

runs_text(name) if name in {"sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "perl", "ruby", "node", "php"}

runs_text(name) if startswith(name, "python")

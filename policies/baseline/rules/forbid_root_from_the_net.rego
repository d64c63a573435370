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
	some text in shell.texts
	from_the_net(text)
	regex.match(`(?i)\b(curl|wget|fetch)\b[^\n;]*\|\s*(\S+=\S*\s+)*(sudo|doas|pkexec)\s+([^|;\n]*\s)?([^\s|;]*/)?(sh|bash|zsh|dash|ksh|python[0-9.]*|perl|ruby|node)\b`, text)
}

outcome := {"reason": "this runs a script from the net as root, unread"} if {
	some text in shell.texts
	from_the_net(text)
	regex.match(`(?i)\b(sudo|doas|pkexec)\s+([^|;\n]*\s)?(sh|bash|zsh|dash|ksh)\b[^|;\n]*[$<]\(\s*(curl|wget|fetch)\b`, text)
}

from_the_net(text) if {
	shell.contains_any(lower(text), ["curl", "wget", "fetch"])
	shell.contains_any(lower(text), ["sudo", "doas", "pkexec"])
}

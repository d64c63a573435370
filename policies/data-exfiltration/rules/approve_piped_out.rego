# METADATA
# scope: package
# title: "Archives and dumps are not piped away"
# description: "What packs, dumps or encodes, feeding a program that talks to another host; a shell that talks to one itself."
# custom:
#   id: approve_piped_out
#   class: standard_deny
#   result: STEP_UP
#   priority: 435
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.approve_piped_out

import data.writ.lib.exfiltration
import data.writ.lib.shell

outcome := {"reason": "this packs data up and sends it to another host"} if {
	some call in shell.calls
	call.name in exfiltration.network
	not exfiltration.stays(call.args)
	some source in call.fed_by
	source in {"tar", "zip", "7z", "gzip", "bzip2", "xz", "zstd", "gpg", "base64", "xxd", "openssl", "pg_dump", "pg_dumpall", "mysqldump", "mongodump", "sqlite3", "redis-cli", "env", "printenv", "set", "find", "dd"}
}

# A shell's own way to another host.
outcome := {"reason": "this packs data up and sends it to another host"} if {
	some redirect in input.action.shell.redirects
	some match in regex.find_all_string_submatch_n(`^/dev/(?:tcp|udp)/([^/]+)/`, redirect.target, 1)
	not exfiltration.own(lower(match[1]))
}

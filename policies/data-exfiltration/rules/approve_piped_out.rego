# METADATA
# scope: package
# title: "Archives and dumps are not piped away"
# description: "What packs, dumps or encodes, feeding a program that talks to another host."
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
	not local(call)
	some source in call.fed_by
	source in {"tar", "zip", "7z", "gzip", "bzip2", "xz", "zstd", "gpg", "base64", "xxd", "openssl", "pg_dump", "pg_dumpall", "mysqldump", "mongodump", "sqlite3", "redis-cli", "env", "printenv", "set", "find", "dd"}
}

local(call) if {
	found := exfiltration.named_hosts(call.args)
	count(found) > 0
	every host in found {
		exfiltration.own(host)
	}
}

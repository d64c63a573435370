# METADATA
# scope: package
# title: "Reading private keys is approved"
# description: "Private keys and stored credentials of the person, by a file tool or in a shell."
# custom:
#   id: approve_key_access
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - {"tool": "file", "operation": "read"}
#     - {"tool": "file", "operation": "search"}
#     - {"tool": "file", "operation": "write"}
#     - {"tool": "file", "operation": "edit"}
#     - {"tool": "file", "operation": "delete"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver", "principal"]
#   parameters:
#     path: {"type": "string", "optional": true}
#     glob: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_key_access

import data.writ.lib.paths
import data.writ.lib.places
import data.writ.lib.shell

outcome := {"reason": "this touches a private key or stored credentials"} if {
	some path in given
	places.keys(path)
}

given contains paths.normal(input.action.parameters.path)

# What is searched is printed: a folder of keys counts as the keys in it.
given contains paths.normal(concat("/", [input.action.parameters.path, input.action.parameters.glob])) if input.action.operation == "search"

given contains paths.normal(input.action.parameters.glob) if input.action.operation == "search"

outcome := {"reason": "this touches a private key or stored credentials"} if {
	input.action.operation == "search"
	some path in given
	places.key_folder(path)
}

outcome := {"reason": "this touches a private key or stored credentials"} if {
	some call in shell.calls
	call.name in takers
	some word in array.concat(call.args, call.reached)
	some part in split(word, "@")
	places.keys(part)
}

takers := {"cat", "head", "tail", "less", "more", "bat", "cp", "mv", "rm", "scp", "rsync", "sftp", "curl", "wget", "http", "tar", "zip", "base64", "xxd", "od", "strings", "openssl", "gpg", "tee", "dd", "awk", "sed", "vi", "vim", "nano", "python", "python3", "node", "nc", "grep", "ln"}

outcome := {"reason": "this touches a private key or stored credentials"} if {
	some target in ((shell.redirected | shell.written) | shell.taken)
	places.keys(target)
}

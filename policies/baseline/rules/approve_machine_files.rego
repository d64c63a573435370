# METADATA
# scope: package
# title: "Files of the machine"
# description: "Removing or overwriting a file of the system, or sending one, or a file that nobody can name, to a server."
# custom:
#   id: approve_machine_files
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.approve_machine_files

import data.writ.lib.places
import data.writ.lib.shell

outcome := {"reason": "this removes or overwrites files of the machine"} if {
	harmed
} else := {"reason": "this sends a file of the machine to a server"} if {
	sent
} else := {"reason": "this sends a file to a server, and which one is only known once it runs"} if {
	unseen
}

harmed if {
	some call in shell.calls
	call.name in {"rm", "unlink", "shred", "srm", "rmdir", "truncate", "wipe"}
	some path in array.concat(call.args, call.paths)
	ours(path)
}

harmed if {
	some call in shell.calls
	call.name == "mv"
	ours(call.paths[0])
}

harmed if {
	some call in shell.calls
	call.name == "dd"
	some arg in call.args
	startswith(arg, "of=")
	ours(substring(arg, 3, -1))
}

harmed if {
	some target in shell.redirected
	ours(target)
}

harmed if {
	some call in shell.calls
	call.name == "find"
	shell.has_any(call.args, {"-delete"})
	ours(call.paths[0])
}

ours(path) if {
	places.machine(path)
	not places.passing(path)
}

sent if {
	some file in uploads
	places.machine(file)
}

unseen if {
	some file in uploads
	regex.match("^[\"']?[$`]", file)
}

# What curl, wget and HTTPie send as a body, a form or a file.
uploads contains file if {
	some call in shell.calls
	call.name in {"curl", "http", "https", "xh"}
	some arg in call.args
	some found in regex.find_all_string_submatch_n(`^(?:-d|-F|--data(?:-binary|-raw|-urlencode)?=?|--form=?|[A-Za-z0-9_]+=|[A-Za-z0-9_]+)?@(.+)$`, arg, 1)
	file := found[1]
}

uploads contains file if {
	some call in shell.calls
	call.name == "curl"
	some i
	call.args[i] in {"-T", "--upload-file"}
	file := call.args[i + 1]
}

uploads contains file if {
	some call in shell.calls
	call.name == "wget"
	some arg in call.args
	some found in regex.find_all_string_submatch_n(`^--(?:post|body)-file=(.+)$`, arg, 1)
	file := found[1]
}

uploads contains file if {
	some call in shell.calls
	call.name in {"scp", "sftp", "rsync"}
	some arg in call.args
	regex.match(`^[^/]+:`, call.args[count(call.args) - 1])
	file := arg
	not startswith(arg, "-")
}

# What is read and piped into something that sends.
uploads contains file if {
	some call in shell.calls
	call.name in {"nc", "ncat", "netcat", "socat", "telnet", "curl", "mail", "mailx", "sendmail"}
	some source in call.fed_by
	source in {"cat", "head", "tail", "tar", "gzip", "base64", "xxd", "dd"}
	some reader in shell.calls
	reader.name == source
	some file in reader.args
	startswith(file, "/")
}

# METADATA
# scope: package
# title: "Files with data are not sent outside"
# description: "An archive, dump, table, key or environment file uploaded, and any file copied, to a host that is not one of ours."
# custom:
#   id: approve_file_outside
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
package writ.rules.approve_file_outside

import data.writ.lib.exfiltration
import data.writ.lib.shell

outcome := {"reason": "this sends a file with data to another host"} if {
	some call in shell.calls
	sends(call)
	not exfiltration.stays(call.args)
}

sends(call) if {
	call.name in {"curl", "wget", "http", "https", "xh"}
	some file in uploaded(call.args)
	exfiltration.data_file(file)
}

# `find … -exec curl -T {} …`: which file it is, is known when it runs.
sends(call) if {
	call.name in {"curl", "wget", "http", "https", "xh"}
	"{}" in uploaded(call.args)
}

# What is fed to it came out of a file with data.
sends(call) if {
	call.name in (exfiltration.network | {"gh", "glab"})
	some source in shell.calls
	source.name in call.fed_by
	source.name in {"cat", "head", "tail", "grep", "rg", "jq", "awk", "sed", "less", "sort", "cut", "tee", "split"}
	some file in source.args
	exfiltration.data_file(file)
}

sends(call) if {
	call.name in exfiltration.network
	some redirect in input.action.shell.redirects
	redirect.operator == "<"
	exfiltration.data_file(redirect.target)
}

sends(call) if {
	call.name in {"nc", "ncat", "netcat", "socat", "telnet"}
	call.piped
}

sends(call) if {
	call.name in {"nc", "ncat", "netcat", "socat", "telnet"}
	some redirect in input.action.shell.redirects
	redirect.operator == "<"
}

# A copy to another host: its last word names a place there.
sends(call) if {
	call.name in {"scp", "rsync"}
	words := [arg | some arg in call.args; not startswith(arg, "-")]
	regex.match(`^[^/]+:|^(rsync|scp|sftp)://`, words[count(words) - 1])
}

sends(call) if call.name in {"sftp", "ftp", "lftp"}

sends(call) if {
	call.name == "git"
	"send-email" in call.args
}

sends(call) if {
	call.name in {"mail", "mailx", "mutt", "swaks"}
	some flag in call.args
	regex.match(`^(-[aA].*|--attach.*)$`, flag)
}

sends(call) if {
	call.name in {"croc", "wormhole", "magic-wormhole", "ffsend"}
	shell.has_any(call.args, {"send", "upload"})
}

# Code on the command line that reads a file and talks to another host.
outcome := {"reason": "this sends a file with data to another host"} if {
	some code in shell.code
	regex.match(`open\(['"][^'"]+['"]\)|open\([^)]*['"]r?b?['"]\)|\.read_(text|bytes)\(|readFile|File\.(read|open)|file_get_contents\(['"][^:'"]+['"]`, code.text)
	some host in exfiltration.hosts(code.text)
	not exfiltration.own(host)
}

uploaded(args) := {file |
	some arg in args
	some match in regex.find_all_string_submatch_n(`(?:^|=|[A-Za-z])[@<]([^@;<]+)|^--(?:post-file|body-file|upload-file)=(.+)|^-T(.+)`, arg, 1)
	some i in [1, 2, 3]
	file := match[i]
} | {args[i + 1] |
	some i, arg in args
	regex.match(`^(-[A-Za-z]*T|--upload-file|--post-file|--body-file)$`, arg)
}

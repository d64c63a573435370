# METADATA
# scope: package
# title: "Stored credentials of other tools"
# description: "Files in which package managers, browsers and key chains keep credentials, and commands that print them."
# custom:
#   id: approve_stored_credentials
#   class: standard_deny
#   result: STEP_UP
#   priority: 425
#   applies_to:
#     - {"tool": "file", "operation": "read"}
#     - {"tool": "file", "operation": "search"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     path: {"type": "string", "optional": true}
#     glob: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.approve_stored_credentials

import data.writ.lib.coding
import data.writ.lib.paths
import data.writ.lib.shell

outcome := {"reason": "this reads credentials that another tool has stored"} if {
	some path in read
	coding.credential_file(path)
}

read contains paths.normal(input.action.parameters.path)

# What is searched is printed.
read contains paths.normal(concat("/", [input.action.parameters.path, input.action.parameters.glob])) if input.action.operation == "search"

read contains paths.normal(input.action.parameters.glob) if input.action.operation == "search"

read contains arg if {
	some call in shell.calls
	call.name in {"cat", "less", "more", "head", "tail", "cp", "mv", "scp", "tar", "zip", "base64", "xxd", "strings", "grep", "rg", "awk", "sed", "sqlite3", "curl"}
	some arg in array.concat(call.args, call.reached)
}

outcome := {"reason": "this reads credentials that another tool has stored"} if {
	some call in shell.calls
	prints(call)
}

prints(call) if {
	call.name in {"gh", "glab"}
	"auth" in call.args
	shell.has_any(call.args, {"token", "--show-token"})
}

prints(call) if {
	call.name == "git"
	"credential" in call.args
	"fill" in call.args
}

prints(call) if call.name in {"git-credential-osxkeychain", "git-credential-manager", "git-credential-store", "docker-credential-desktop", "docker-credential-osxkeychain"}

prints(call) if {
	call.name == "security"
	some arg in call.args
	regex.match(`^(find-(generic|internet)-password|dump-keychain|export)$`, arg)
}

prints(call) if {
	call.name == "secret-tool"
	shell.has_any(call.args, {"lookup", "search"})
}

prints(call) if {
	call.name in {"pass", "lpass", "gopass"}
	shell.has_any(call.args, {"show", "get", "cat", "otp"})
}

# Bitwarden prints whole items, passwords among them.
prints(call) if {
	call.name == "bw"
	shell.has_any(call.args, {"get", "list", "export"})
}

# 1Password conceals what it shows of an item, unless it is told to reveal it.
prints(call) if {
	call.name == "op"
	shell.has_any(call.args, {"read", "inject", "run"})
}

prints(call) if {
	call.name == "op"
	shell.has_any(call.args, {"item", "document"})
	shell.has_any(call.args, {"--reveal", "--otp", "--fields", "--field", "document"})
	"get" in call.args
}

prints(call) if {
	call.name == "aws"
	"configure" in call.args
	some arg in call.args
	regex.match(`(?i)(secret|session_token|export-credentials)`, arg)
}

prints(call) if {
	call.name == "gcloud"
	shell.has_any(call.args, {"print-access-token", "print-identity-token"})
}

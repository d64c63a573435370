# METADATA
# scope: package
# title: "Dependencies from elsewhere"
# description: "A package from a URL, a git repository or a registry that is not on the list; a registry changed; a download that is run."
# custom:
#   id: approve_foreign_dependency
#   class: standard_deny
#   result: STEP_UP
#   priority: 425
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM03:2025 Supply Chain"
package writ.rules.approve_foreign_dependency

import data.writ.lib.coding
import data.writ.lib.shell

outcome := {"reason": "this installs code that does not come from a known registry"} if {
	some call in shell.calls
	installs(call)
	some arg in call.args
	foreign(arg)
}

installs(call) if {
	call.name in {"npm", "pnpm", "yarn", "bun"}
	shell.has_any(call.args, {"install", "i", "add", "ci", "dlx", "exec"})
}

installs(call) if call.name in {"npx", "bunx", "pnpx", "uvx", "pipx"}

installs(call) if {
	call.name in {"pip", "pip3", "uv", "poetry", "conda", "mamba", "python", "python3"}
	shell.has_any(call.args, {"install", "add"})
}

installs(call) if {
	call.name in {"cargo", "go", "gem", "brew", "deno"}
	shell.has_any(call.args, {"install", "add", "tap"})
}

foreign(arg) if regex.match(`^(?:@?[A-Za-z0-9_./-]+@)?(git\+|git@|git://|github:|gitlab:|bitbucket:|gist:|ssh://)`, arg)

foreign(arg) if {
	some match in regex.find_all_string_submatch_n(`(?i)^(?:-{0,2}[A-Za-z_:./@-]+=)?(?:[A-Za-z0-9_.-]+ ?@ ?)?(?:git\+|sparse\+)?https?://(?:[^/@]*@)?([^/:]+)`, arg, 1)
	not known(lower(match[1]))
}

# `npm install owner/name` means a repository, not a folder.
outcome := {"reason": "this installs code that does not come from a known registry"} if {
	some call in shell.calls
	call.name in {"npm", "pnpm", "yarn", "bun"}
	some v, verb in call.args
	verb in {"install", "i", "add"}
	some i, arg in call.args
	i > v
	regex.match(`^[A-Za-z0-9_][A-Za-z0-9_-]*/[A-Za-z0-9_.-]+(#.*)?$`, arg)
	not call.args[i - 1] in {"-w", "--workspace", "--prefix", "-C", "--filter", "-F", "--dir", "--cwd"}
}

# Where packages come from, changed for later.
outcome := {"reason": "this installs code that does not come from a known registry"} if {
	some call in shell.calls
	settles(call)
	regex.match(`(?i)registry|index|source|repositories|mirror|goproxy|channels`, concat(" ", call.args))
	some arg in call.args
	foreign(arg)
}

settles(call) if call.name == "export"

settles(call) if {
	call.name in {"npm", "pnpm", "yarn", "bun", "pip", "pip3", "poetry", "bundle", "conda", "go"}
	shell.has_any(call.args, {"set", "config", "source", "env"})
}

outcome := {"reason": "this installs code that does not come from a known registry"} if {
	some command in input.action.shell.commands
	some assignment in command.assignments
	regex.match(`(?i)(^|_)(registry|index_url|default_index|index|goproxy|registries.*)$`, assignment.name)
	foreign(assignment.value)
}

# Downloaded first, run afterwards.
outcome := {"reason": "this runs code from the net that nobody has read"} if {
	some call in shell.calls
	some file in downloaded(call)
	runs(file)
}

downloaded(call) := {basename(call.args[i + 1]) |
	call.name in {"curl", "wget", "aria2c"}
	some i, arg in call.args
	regex.match(`^(-[A-Za-z]*[oO]|--output|--output-document|--out)$`, arg)
} | {basename(arg) |
	call.name in {"curl", "wget", "aria2c"}
	some arg in call.args
	regex.match(`^https?://.*/[A-Za-z0-9_.-]+$`, arg)
}

# Of redirections it is not known which program wrote them.
outcome := {"reason": "this runs code from the net that nobody has read"} if {
	some call in shell.calls
	call.name in {"curl", "wget", "aria2c"}
	some target in shell.redirected
	runs(basename(target))
}

runs(file) if {
	some call in shell.calls
	call.name in {"sh", "bash", "zsh", "dash", "python", "python3", "node", "perl", "ruby", "source", ".", "chmod"}
	some arg in call.args
	basename(arg) == file
}

runs(file) if {
	some call in shell.calls
	call.name == lower(file)
}

basename(path) := parts[count(parts) - 1] if parts := split(path, "/")

known(host) if host in coding.registries

known(host) if {
	some registry in coding.registries
	endswith(host, concat("", [".", registry]))
}

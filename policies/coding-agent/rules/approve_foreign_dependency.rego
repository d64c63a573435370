# METADATA
# scope: package
# title: "Dependencies from elsewhere"
# description: "A package from a URL, a git repository or a registry that is not on the list."
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

foreign(arg) if regex.match(`^(git\+|git@|git://|github:|gitlab:|bitbucket:|ssh://)`, arg)

foreign(arg) if {
	some match in regex.find_all_string_submatch_n(`(?i)^(?:-?-[a-z-]+=)?(?:[A-Za-z0-9_.-]+ ?@ ?)?https?://(?:[^/@]*@)?([^/:]+)`, arg, 1)
	not known(lower(match[1]))
}

known(host) if host in coding.registries

known(host) if {
	some registry in coding.registries
	endswith(host, concat("", [".", registry]))
}

# METADATA
# scope: package
# title: "What may touch the enforcement is approved"
# description: "A program that nobody knows on the settings of the coding agent, code that mentions them and writes, servers of tools added, processes ended of which nobody can tell whose they are, and another coding agent started elsewhere."
# custom:
#   id: approve_enforcement_doubt
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - {"tool": "file", "operation": "write"}
#     - {"tool": "file", "operation": "edit"}
#     - {"tool": "file", "operation": "delete"}
#     - {"tool": "file", "operation": "move"}
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "python"}
#     - {"tool": "*python*"}
#     - {"tool": "code_interpreter"}
#     - {"tool": "ipython"}
#     - {"tool": "jupyter"}
#   severity: HIGH
#   approvers: ["approver", "principal"]
#   parameters:
#     path: {"type": "string", "optional": true}
#     to: {"type": "string", "optional": true}
#     glob: {"type": "string", "optional": true}
#     pattern: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP ASI03 Identity and Privilege Abuse"
package writ.rules.approve_enforcement_doubt

import data.writ.lib.enforcement
import data.writ.lib.processes
import data.writ.lib.shell

outcome := {"reason": "this may change the settings that enforce these rules"} if {
	doubtful
} else := {"reason": "this changes which servers give the agent its tools"} if {
	serves
} else := {"reason": "this ends a process, and nobody can tell from the command whose it is"} if {
	processes.unknown
} else := {"reason": "this starts another coding agent where these rules may not be asked"} if {
	elsewhere
}

doubtful if {
	some call in shell.calls
	not call.name in enforcement.reading
	not call.name in shell.wrapping
	not enforcement.runs_writ(call)
	some path in enforcement.words(call)
	enforcement.guarded(path)
}

doubtful if {
	some path in enforcement.code_paths
	enforcement.guarded(path)
	writes
}

doubtful if {
	some text in enforcement.code_texts
	regex.match(`(?i)["'/\\]\.claude\b|managed-settings`, text)
	writes
}

writes if {
	some text in enforcement.code_texts
	regex.match(`(?i)write|append|unlink|remove|rename|replace|truncate|chmod|chown|symlink|\blink|copy|\bcp|\bmv|move|delete|rmtree|\brm|mkdir|dump|save|["'][rbt]*[wax+][bt+]*["']|["']\s*>`, text)
}

serves if {
	some path in enforcement.given
	regex.match(`(?i)(^|/)\.mcp\.json$`, path)
	input.action.tool == "file"
}

serves if {
	some path in shell.written
	regex.match(`(?i)(^|/)\.mcp\.json$`, path)
}

serves if {
	some call in shell.calls
	some path in enforcement.changed(call)
	regex.match(`(?i)(^|/)\.mcp\.json$`, path)
}

serves if {
	some call in shell.calls
	enforcement.starts_agent(call)
	shell.has_any(call.args, {"mcp", "plugin", "config", "--mcp-config", "--plugin-dir"})
}

elsewhere if {
	some call in shell.calls
	enforcement.starts_agent(call)
	some other in shell.calls
	other.name in {"cd", "pushd", "chroot", "unshare", "bwrap"}
}

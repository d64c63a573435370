# METADATA
# scope: package
# title: "The enforcement is not the agent's to change"
# description: "Writing, replacing, moving, linking or deleting the settings and hooks of the coding agent, the folder that they are in, or the programs of Writ, by file tools, a shell or code in any language. Reading them is free."
# custom:
#   id: forbid_enforcement_tampering
#   class: forbidden
#   result: DENY
#   priority: 1000
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
#   severity: CRITICAL
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
package writ.rules.forbid_enforcement_tampering

import data.writ.lib.enforcement
import data.writ.lib.programs
import data.writ.lib.shell

outcome := {"reason": "this changes the settings that enforce these rules"} if tampers

tampers if {
	input.action.tool == "file"
	some path in enforcement.given
	enforcement.guarded(path)
}

tampers if {
	some target in shell.written
	enforcement.guarded(target)
}

tampers if {
	some call in shell.calls
	not call.name in shell.wrapping
	some path in enforcement.changed(call)
	enforcement.guarded(path)
}

tampers if {
	some call in shell.calls
	enforcement.writes_inside(call)
}

# A call of Python's that writes or removes, and what it is given.
tampers if {
	some call in programs.calls
	changes(call)
	some text in call.args
	enforcement.guarded(enforcement.normal(text))
}

changes(call) if call.name in ((programs.removing | programs.writing) | programs.permitting)

changes(call) if call.name in {".rename", ".replace", ".move", ".write", ".hardlink_to"}

changes(call) if {
	call.name in {"open", "io.open", "codecs.open", "os.open", "gzip.open", ".open"}
	some mode in call.args
	regex.match(`^[rbtU]*[wax+][rbt+]*$`, mode)
}

# Calls of other languages that write or remove the file that stands right behind them.
tampers if {
	some code in shell.code
	contains(lower(code.text), "claude")
	regex.match(writing_call, code.text)
}

writing_call := `(?is)\b(write|append|unlink|rm|remove|rename|truncate|chmod|chown|symlink|link|createWriteStream|delete|file_put_contents)\w*[\s(]+["'][^"'\n]*(\.claude|managed-settings)[^"'\n]*["']|\bopen\w*\b[^;\n]{0,40}(["']\s*>{1,2}[^;\n]{0,40}\.claude|\.claude[^"'\n]*["']\s*,\s*["'][rbt]*[wax+>])`

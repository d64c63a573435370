# METADATA
# scope: package
# title: "No secrets in files"
# description: "Private keys and access tokens of known shape written into a file, a commit or a configuration."
# custom:
#   id: deny_secret_in_file
#   class: standard_deny
#   result: DENY
#   priority: 525
#   applies_to:
#     - {"tool": "file", "operation": "write"}
#     - {"tool": "file", "operation": "edit"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   parameters:
#     content: {"type": "any", "optional": true}
#     new_string: {"type": "any", "optional": true}
#     new_source: {"type": "any", "optional": true}
#     edits: {"type": "any", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.deny_secret_in_file

import data.writ.lib.coding
import data.writ.lib.shell

outcome := {"reason": "this would write a key or a token into a file: keep it in a secret store"} if {
	some text in written
	coding.secret(text)
}

written contains input.action.parameters.content

written contains input.action.parameters.new_string

# A cell of a notebook.
written contains input.action.parameters.new_source

written contains edit.new_string if some edit in input.action.parameters.edits

written contains input.action.parameters.command if {
	some target in shell.redirected
	not target in {"/dev/null", "/dev/stdout", "/dev/stderr"}
}

written contains input.action.parameters.command if {
	some call in shell.calls
	call.name in {"tee", "sed", "perl"}
}

written contains arg if {
	some call in shell.calls
	call.name in {"git", "npm", "pip", "docker", "helm"}
	some arg in call.args
}

# METADATA
# scope: package
# title: "No secrets in files"
# description: "Private keys and access tokens of known shape written into a file."
# custom:
#   id: deny_secret_in_file
#   class: standard_deny
#   result: DENY
#   priority: 525
#   applies_to:
#     - {"tool": "file", "operation": "write"}
#     - {"tool": "file", "operation": "edit"}
#   severity: HIGH
#   parameters:
#     content: {"type": "any", "optional": true}
#     new_string: {"type": "any", "optional": true}
#     edits: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.deny_secret_in_file

outcome := {"reason": "this would write a key or a token into a file: keep it in a secret store"} if {
	some text in written
	regex.match(`-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{60,}|\bglpat-[A-Za-z0-9_-]{20,}|\bxox[abprs]-[A-Za-z0-9-]{20,}|\bsk_live_[A-Za-z0-9]{20,}|\bAIza[0-9A-Za-z_-]{35}\b|\bnpm_[A-Za-z0-9]{36}\b`, text)
}

written contains input.action.parameters.content

written contains input.action.parameters.new_string

written contains edit.new_string if some edit in input.action.parameters.edits

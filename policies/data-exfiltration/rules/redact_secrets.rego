# METADATA
# scope: package
# title: "Secrets are not shown"
# description: "Credentials in an output are taken out before the model sees it: what it has not read it cannot pass on."
# custom:
#   id: redact_secrets
#   class: standard_allow
#   result: MODIFY
#   priority: 335
#   applies_to:
#     - {"tool": "output", "operation": "release"}
#   severity: HIGH
#   parameters:
#     shows: {"type": "array"}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.redact_secrets

outcome := {"reason": "credentials are taken out", "modifications": [{"op": "keep", "path": ["shows"], "value": harmless}]} if {
	count(harmless) < count(input.action.parameters.shows)
}

harmless := [kind | some kind in input.action.parameters.shows; not startswith(kind, "SECRET/")]

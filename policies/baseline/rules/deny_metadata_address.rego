# METADATA
# scope: package
# title: "No cloud metadata, no local files by URL"
# description: "Addresses at which a cloud hands out credentials, and URL schemes that read local files."
# custom:
#   id: deny_metadata_address
#   class: standard_deny
#   result: DENY
#   priority: 600
#   applies_to:
#     - {"tool": "http"}
#     - {"tool": "web", "operation": "fetch"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   overridable: false
#   parameters:
#     url: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP API7:2023 SSRF"
package writ.rules.deny_metadata_address

import data.writ.lib.places
import data.writ.lib.shell

outcome := {"reason": "this address hands out the machine's own credentials or reads local files"} if reaches(input.action.parameters.url)

outcome := {"reason": "this address hands out the machine's own credentials or reads local files"} if {
	some call in shell.calls
	call.name in {"curl", "wget", "http", "https", "nc", "ncat", "xh", "aria2c"}
	some arg in call.args
	reaches(arg)
}

reaches(text) if places.metadata(text)

reaches(text) if places.local_scheme(text)

# METADATA
# scope: package
# title: "Published only as asked"
# description: "A repository, snippet or document opened to everybody, and links that work without a login: denied, unless that fits what the user asked for; then a person approves it."
# custom:
#   id: publish_only_as_asked
#   class: context_dependent_allow
#   result: DENY
#   priority: 355
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "*", "operation": "*share*"}
#     - {"tool": "*", "operation": "*visibility*"}
#     - {"tool": "*", "operation": "*permission*"}
#   severity: HIGH
#   overridable: true
#   on_aligned: "STEP_UP"
#   approvers: ["approver"]
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.publish_only_as_asked

import data.writ.lib.shell

outcome := {"reason": "this lets everybody read it"} if {
	some call in shell.calls
	publishes(call)
}

outcome := {"reason": "this lets everybody read it"} if {
	input.action.tool != "shell"
	regex.match(`(?i)"(anyone|anyone_?with_?link|public|everyone|internet|anonymous)"`, json.marshal(input.action.parameters))
}

publishes(call) if {
	call.name in {"gh", "glab"}
	shell.has_any(call.args, {"gist", "snippet"})
	shell.has_any(call.args, {"create", "new"})
}

publishes(call) if {
	call.name in {"gh", "glab"}
	"repo" in call.args
	shell.has_any(call.args, {"create", "edit"})
	some arg in call.args
	regex.match(`^(--public|public|--visibility=public)$`, arg)
}

publishes(call) if {
	call.name == "aws"
	"presign" in call.args
}

publishes(call) if {
	call.name in {"gsutil", "gcloud"}
	shell.has_any(call.args, {"signurl", "sign-url"})
}

publishes(call) if {
	call.name == "az"
	"generate-sas" in call.args
}

# METADATA
# scope: package
# title: "Tests are not switched off to get green"
# description: "An edit of a test file that skips a test which ran before."
# custom:
#   id: approve_skipped_tests
#   class: standard_deny
#   result: STEP_UP
#   priority: 425
#   applies_to:
#     - {"tool": "file", "operation": "edit"}
#   severity: MEDIUM
#   approvers: ["approver", "principal"]
#   parameters:
#     path: {"type": "string", "optional": true}
#     old_string: {"type": "any", "optional": true}
#     new_string: {"type": "any", "optional": true}
#     edits: {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.approve_skipped_tests

outcome := {"reason": "this switches a test off"} if {
	some edit in edits
	skips(edit.new_string) > skips(edit.old_string)
	regex.match(`(?i)(^|[/._-])(tests?|specs?|__tests__|e2e)([/._-]|$)`, input.action.parameters.path)
}

edits contains {"old_string": input.action.parameters.old_string, "new_string": input.action.parameters.new_string}

edits contains edit if some edit in input.action.parameters.edits

skips(text) := count(regex.find_all_string_submatch_n(`\b(it|test|describe|context|suite)\.(skip|todo|fixme)\b|\b(xit|xtest|xdescribe)\s*\(|@pytest\.mark\.(skip|xfail)|@unittest\.(skip|expectedFailure)|pytest\.skip\(|@(Disabled|Ignore)\b|\bt\.Skip(f|Now)?\(|#\[ignore|\bskip:\s*true`, text, -1))

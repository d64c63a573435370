# METADATA
# scope: package
# title: "A tool that is not what it was"
# description: "The definition of this tool is another one than was pinned for the agent, and no operator has accepted it."
# custom:
#   id: ask_changed_tool
#   class: standard_deny
#   result: STEP_UP
#   priority: 479
#   applies_to:
#     - {"tool": "*"}
#   severity: HIGH
#   approvers: ["approver"]
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM03:2025 Supply Chain"
package writ.rules.ask_changed_tool

outcome := {"reason": "the definition of this tool changed since it was pinned, and no operator has accepted it; may it run?"} if {
	input.context.tool_changed
}

# METADATA
# scope: package
# title: "Mail is not forwarded by rules"
# description: "A rule, filter or setting of a mailbox that sends copies elsewhere: how stolen mailboxes are kept."
# custom:
#   id: forbid_forwarding_rule
#   class: forbidden
#   result: DENY
#   priority: 1015
#   applies_to:
#     - {"tool": "email"}
#     - {"tool": "mail"}
#     - {"tool": "*gmail*"}
#     - {"tool": "*outlook*"}
#   severity: HIGH
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.forbid_forwarding_rule

outcome := {"reason": "mailbox rules that forward mail are never set up by an agent"} if forwards

forwards if {
	regex.match(`(?i)(rule|filter|forwarding|setting|delegate)`, input.action.operation)
	some name in {"forward_to", "forward", "forwarding_address", "redirect_to", "delegate_email"}
	input.action.parameters[name]
}

forwards if regex.match(`(?i)(set|create|add|enable|update)_?(auto_?)?forward`, input.action.operation)

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
#   severity: CRITICAL
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.forbid_forwarding_rule

import data.writ.lib.communications

outcome := {"reason": "mailbox rules that forward mail are never set up by an agent"} if forwards

forwards if {
	regex.match(`(?i)(rule|filter|forwarding|setting|delegate)`, input.action.operation)
	walk(input.action.parameters, [path, value])
	forwarding(communications.named(path))
	not value in {false, null, "", [], {}}
}

# What the rule does, said as a text: `actions: ["forward to x@else.example"]`.
forwards if {
	regex.match(`(?i)(rule|filter|setting)`, input.action.operation)
	walk(input.action.parameters, [path, value])
	is_string(value)
	some part in path
	startswith(communications.plain(part), "action")
	forwarding(lower(trim_left(value, " ")))
}

forwards if regex.match(`(?i)(set|create|add|enable|update|insert)[_.-]?(auto[_.-]?)?(forward|delegate)`, input.action.operation)

forwards if regex.match(`(?i)(forwarding|delegate)[a-z]*[_.-](set|create|add|enable|update|insert)`, input.action.operation)

forwarding(name) if {
	some start in ["forward", "redirect", "delegate", "autoforward"]
	startswith(name, start)
}

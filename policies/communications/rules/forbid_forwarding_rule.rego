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

outcome := {"reason": "mailbox rules that forward mail are never set up by an agent"} if forwards

forwards if {
	regex.match(`(?i)(rule|filter|forwarding|setting|delegate)`, input.action.operation)
	walk(input.action.parameters, [path, value])
	count(path) > 0
	forwarding(path[count(path) - 1])
	not value in {false, null, ""}
}

forwards if regex.match(`(?i)(set|create|add|enable|update|insert)[_.-]?(auto[_.-]?)?(forward|delegate)`, input.action.operation)

forwards if regex.match(`(?i)(forwarding|delegate)[a-z]*[_.-](set|create|add|enable|update|insert)`, input.action.operation)

forwarding(name) if {
	is_string(name)
	plain := lower(replace(replace(name, "_", ""), "-", ""))
	some start in ["forward", "redirect", "delegate", "autoforward"]
	startswith(plain, start)
}

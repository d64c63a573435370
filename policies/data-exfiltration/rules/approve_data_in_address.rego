# METADATA
# scope: package
# title: "Addresses carry no data"
# description: "A request whose address holds more than a name or a number does, to a host outside."
# custom:
#   id: approve_data_in_address
#   class: standard_deny
#   result: STEP_UP
#   priority: 435
#   applies_to:
#     - {"tool": "http"}
#     - {"tool": "web", "operation": "fetch"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     url: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.approve_data_in_address

import data.writ.lib.exfiltration
import data.writ.lib.shell

outcome := {"reason": "the address of this request carries data to another host"} if {
	some url in addresses
	exfiltration.carries(url)
	some host in exfiltration.hosts(url)
	not exfiltration.own(host)
}

addresses contains input.action.parameters.url

addresses contains arg if {
	some call in shell.calls
	call.name in exfiltration.network
	some arg in call.args
	contains(arg, "://")
}

addresses contains code.text if some code in shell.code

# METADATA
# scope: package
# title: "Names carry no data"
# description: "A name that is looked up and holds more than a name does, or something computed; a ping with a filling of its own."
# custom:
#   id: deny_dns_tunnel
#   class: standard_deny
#   result: DENY
#   priority: 535
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.deny_dns_tunnel

import data.writ.lib.exfiltration
import data.writ.lib.shell

outcome := {"reason": "the name that is looked up carries data"} if {
	some call in shell.calls
	call.name in {"dig", "nslookup", "host", "drill", "kdig", "resolvectl", "ping", "ping6"}
	some arg in call.args
	carries(arg)
}

carries(arg) if regex.match(`(^|\.)[A-Za-z0-9_=+-]{40,}\.`, arg)

# Something computed in front of a domain that is not one's own.
carries(arg) if {
	some match in regex.find_all_string_submatch_n("(?:\\$\\(.*\\)|`[^`]*`|\\$\\{?[A-Za-z_0-9]+\\}?)\\.([A-Za-z0-9.-]+)$", arg, 1)
	not exfiltration.own(lower(match[1]))
}

outcome := {"reason": "the name that is looked up carries data"} if {
	some call in shell.calls
	call.name in exfiltration.network
	some arg in call.args
	some match in regex.find_all_string_submatch_n("://[^/?#]*(?:\\$\\([^)]*\\)|`[^`]*`)\\.([A-Za-z0-9.-]+)", arg, 1)
	not exfiltration.own(lower(match[1]))
}

outcome := {"reason": "the name that is looked up carries data"} if {
	some call in shell.calls
	call.name in {"ping", "ping6"}
	"-p" in call.args
}

# METADATA
# scope: package
# title: "Nothing to drop sites"
# description: "Sites made for dropping or catching data, tunnels among them, by any tool."
# custom:
#   id: deny_drop_site
#   class: standard_deny
#   result: DENY
#   priority: 535
#   applies_to:
#     - {"tool": "http"}
#     - {"tool": "web"}
#     - {"effect": "send"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   parameters:
#     url: {"type": "string", "optional": true}
#     to: {"type": "any", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.deny_drop_site

import data.writ.lib.exfiltration
import data.writ.lib.shell

outcome := {"reason": "this reaches a site that is made for dropping or catching data"} if {
	some host in reached
	exfiltration.drop_site(host)
}

outcome := {"reason": "this reaches a site that is made for dropping or catching data"} if exfiltration.catches(input.action.parameters.url)

outcome := {"reason": "this reaches a site that is made for dropping or catching data"} if {
	some call in shell.calls
	some arg in call.args
	not call.name in {"echo", "printf", "grep", "rg"}
	exfiltration.catches(arg)
}

reached contains host if some host in exfiltration.hosts(input.action.parameters.url)

reached contains host if some host in exfiltration.hosts(json.marshal(input.action.parameters.to))

reached contains host if {
	some call in shell.calls
	call.name in (exfiltration.network | {"git", "dig", "nslookup", "host", "ping", "ngrok", "python", "python3", "node", "powershell", "pwsh"})
	some host in exfiltration.named_hosts(call.args)
}

reached contains host if {
	some code in shell.code
	some host in exfiltration.hosts(code.text)
}

reached contains "ngrok.io" if {
	some call in shell.calls
	call.name in {"ngrok", "cloudflared", "localtunnel", "lt", "bore"}
}

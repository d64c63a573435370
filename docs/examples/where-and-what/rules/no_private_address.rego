# METADATA
# scope: package
# title: No private addresses
# description: Agents fetch from the internet, not from this machine, its network or the cloud's metadata.
# custom:
#   id: no_private_address
#   class: standard_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: web, operation: fetch }
#   severity: HIGH
#   overridable: false
#   parameters:
#     url: { type: string }
package writ.rules.no_private_address

import data.writ.lib.destinations

outcome := {"reason": "this address is private"} if destinations.is_private(input.action.parameters.url)

else := {"reason": "name the host, not its number"} if destinations.ipv4_number(destinations.host_of(input.action.parameters.url))

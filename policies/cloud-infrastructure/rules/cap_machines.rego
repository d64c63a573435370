# METADATA
# scope: package
# title: "Few machines at once"
# description: "More machines at once than one needs become as many as that."
# custom:
#   id: cap_machines
#   class: standard_allow
#   result: MODIFY
#   priority: 365
#   applies_to:
#     - {"tool": "cloud", "operation": "create_instance*"}
#     - {"tool": "cloud", "operation": "run_instance*"}
#     - {"tool": "cloud", "operation": "scale*"}
#     - {"tool": "cloud", "operation": "resize*"}
#     - {"tool": "cloud", "operation": "set_desired_capacity"}
#   severity: MEDIUM
#   parameters:
#     count: {"type": "integer", "optional": true}
#     min_count: {"type": "integer", "optional": true}
#     max_count: {"type": "integer", "optional": true}
#     desired_capacity: {"type": "integer", "optional": true}
#     max_size: {"type": "integer", "optional": true}
#     replicas: {"type": "integer", "optional": true}
#     node_count: {"type": "integer", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.cap_machines

import data.writ.lib.cloud

outcome := {"reason": "fewer machines are enough", "modifications": [cap | some cap in caps]} if count(caps) > 0

cap_of(name) := {"op": "cap", "path": [name], "value": cloud.most_machines}

caps contains cap_of("count") if input.action.parameters.count > cloud.most_machines

caps contains cap_of("min_count") if input.action.parameters.min_count > cloud.most_machines

caps contains cap_of("max_count") if input.action.parameters.max_count > cloud.most_machines

caps contains cap_of("desired_capacity") if input.action.parameters.desired_capacity > cloud.most_machines

caps contains cap_of("max_size") if input.action.parameters.max_size > cloud.most_machines

caps contains cap_of("replicas") if input.action.parameters.replicas > cloud.most_machines

caps contains cap_of("node_count") if input.action.parameters.node_count > cloud.most_machines

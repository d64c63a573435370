# METADATA
# scope: package
# title: "Expensive machines"
# description: "Machines of the kinds that cost most."
# custom:
#   id: approve_expensive
#   class: standard_deny
#   result: STEP_UP
#   priority: 465
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "cloud", "operation": "create*"}
#   severity: MEDIUM
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string", "optional": true}
#     instance_type: {"type": "string", "optional": true}
#     machine_type: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_expensive

import data.writ.lib.cloud
import data.writ.lib.shell

outcome := {"reason": "machines of this kind are expensive"} if {
	some kind in kinds
	cloud.expensive(kind)
}

kinds contains input.action.parameters.instance_type

kinds contains input.action.parameters.machine_type

kinds contains call.args[i + 1] if {
	some call in shell.calls
	call.name in {"aws", "gcloud", "az", "eksctl"}
	some i, arg in call.args
	arg in {"--instance-type", "--machine-type", "--size", "--node-type", "--vm-size"}
}

kinds contains kind if {
	some call in shell.calls
	call.name in {"aws", "gcloud", "az", "eksctl"}
	some arg in call.args
	kind := regex.find_all_string_submatch_n(`^--(?:instance|machine|node)-type=(.+)$`, arg, 1)[0][1]
}

# METADATA
# scope: package
# title: "Many machines with a person"
# description: "A command that asks for more machines at once than one needs."
# custom:
#   id: approve_many_machines
#   class: standard_deny
#   result: STEP_UP
#   priority: 465
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: MEDIUM
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_many_machines

import data.writ.lib.cloud
import data.writ.lib.shell

outcome := {"reason": "these are more machines than one usually needs"} if {
	some call in shell.calls
	call.name in {"aws", "gcloud", "az", "eksctl", "kubectl", "oc", "k", "docker", "doctl", "hcloud"}
	some name in asked(call.args)
	cloud.highest(cloud.option(call.args, name)) > cloud.most_machines
}

asked(args) := {"--desired-capacity", "--max-size", "--desired-count", "--replicas", "--num-nodes", "--nodes", "--nodes-max", "--max-nodes", "--node-count", "--instance-count", "--new-capacity", "--size", "--cache-nodes"} | {"--count" | shell.has_any(args, {"run-instances", "vm", "vmss"})}

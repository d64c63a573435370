# METADATA
# scope: package
# title: "Tearing down infrastructure is approved"
# description: "Destroying or deleting resources of a cloud, a cluster or a container host, and publishing packages."
# custom:
#   id: approve_infrastructure
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_infrastructure

import data.writ.lib.shell

outcome := {"reason": "this removes infrastructure or data that is hard to bring back"} if {
	some call in shell.calls
	removes(call)
}

outcome := {"reason": "this publishes to everyone and cannot be taken back"} if {
	some call in shell.calls
	publishes(call)
	not removed
}

removed if {
	some call in shell.calls
	removes(call)
}

removes(call) if {
	call.name in {"terraform", "tofu", "terragrunt", "pulumi", "cdk", "cdktf", "sst", "serverless", "sls", "eksctl", "copilot"}
	shell.has_any(call.args, {"destroy", "-destroy", "--destroy", "remove", "delete"})
}

removes(call) if {
	call.name in {"terraform", "tofu", "terragrunt"}
	"apply" in call.args
	shell.has_any(call.args, {"-auto-approve", "--auto-approve"})
}

removes(call) if {
	call.name in {"kubectl", "oc", "k"}
	"delete" in call.args
	some arg in call.args
	regex.match(`^(ns|namespaces?|pvc?|persistentvolume.*|nodes?|crds?|customresourcedefinition.*|deploy(ments?)?|statefulsets?|sts|secrets?|--all|-A|--all-namespaces|all)(/.*)?$`, arg)
}

removes(call) if {
	call.name == "kubectl"
	"drain" in call.args
}

removes(call) if {
	call.name == "helm"
	shell.has_any(call.args, {"uninstall", "delete", "del", "un"})
}

removes(call) if {
	call.name == "aws"
	some arg in call.args
	regex.match(`^(delete|terminate|deregister|purge|remove|schedule-key-deletion)(-.*)?$|^rb$`, arg)
}

removes(call) if {
	call.name == "aws"
	"rm" in call.args
	"--recursive" in call.args
}

removes(call) if {
	call.name in {"gcloud", "az", "gsutil", "doctl", "heroku", "flyctl", "fly", "vercel", "netlify", "supabase", "firebase", "ibmcloud", "oci", "linode-cli", "hcloud"}
	some arg in call.args
	regex.match(`(?i)^(delete|destroy|rm|rb|purge|.*:(delete|destroy|remove|reset)|apps:destroy)$`, arg)
}

removes(call) if {
	call.name in {"docker", "podman"}
	"prune" in call.args
	shell.has_any(call.args, {"--volumes", "volume", "-a", "--all", "-af", "-fa"})
}

removes(call) if {
	call.name in {"docker", "podman"}
	"volume" in call.args
	"rm" in call.args
}

publishes(call) if {
	call.name in {"npm", "pnpm", "yarn", "cargo", "twine", "gem", "poetry", "uv", "flit", "vsce", "hex"}
	shell.has_any(call.args, {"publish", "unpublish", "upload", "yank"})
	not "--dry-run" in call.args
}

publishes(call) if {
	call.name == "gem"
	"push" in call.args
}

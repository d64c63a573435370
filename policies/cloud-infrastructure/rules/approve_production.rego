# METADATA
# scope: package
# title: "Production changes with a person"
# description: "A change of a cluster, context, workspace, project or stack that is named as production."
# custom:
#   id: approve_production
#   class: standard_deny
#   result: STEP_UP
#   priority: 465
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "cloud", "operation": "modify*"}
#     - {"tool": "cloud", "operation": "update*"}
#     - {"tool": "cloud", "operation": "scale*"}
#     - {"tool": "cloud", "operation": "restart*"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     "*": {"type": "any", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_production

import data.writ.lib.cloud
import data.writ.lib.shell

outcome := {"reason": "this changes production"} if {
	input.action.tool != "shell"
	cloud.production(json.marshal(input.action.parameters))
}

outcome := {"reason": "this changes production"} if {
	some call in shell.calls
	changes(call)
	some arg in call.args
	cloud.production(arg)
}

outcome := {"reason": "this changes production"} if {
	some call in shell.calls
	changes(call)
	some name in {"AWS_PROFILE", "TF_WORKSPACE", "KUBECONFIG", "CLOUDSDK_CORE_PROJECT", "STAGE", "ENV", "ENVIRONMENT", "NODE_ENV"}
	regex.match(sprintf(`(^|[ ;&])%s=['"]?[^ ;&]*(prod|production|prd|live)`, [name]), input.action.parameters.command)
}

changes(call) if {
	call.name in {"kubectl", "oc", "k"}
	shell.has_any(call.args, {"apply", "create", "delete", "patch", "replace", "scale", "set", "edit", "rollout", "exec", "cp", "label", "annotate", "taint", "drain", "cordon", "run", "expose", "autoscale"})
	not shell.has_any(call.args, {"--dry-run=client", "--dry-run=server", "status", "history"})
}

changes(call) if {
	call.name in {"helm", "helmfile"}
	shell.has_any(call.args, {"install", "upgrade", "rollback", "uninstall", "delete", "apply", "sync", "destroy"})
	not "--dry-run" in call.args
}

changes(call) if {
	call.name in {"terraform", "tofu", "terragrunt", "pulumi", "cdk", "cdktf", "sst", "serverless", "sls"}
	shell.has_any(call.args, {"apply", "destroy", "import", "taint", "state", "up", "deploy", "refresh", "remove"})
}

changes(call) if {
	call.name in {"aws", "gcloud", "az", "flyctl", "fly", "heroku", "doctl"}
	some arg in call.args
	regex.match(`^(create|update|delete|put|modify|start|stop|reboot|terminate|run|deploy|set|add|remove|scale|restart|attach|detach|restore|failover)(-.*)?$`, arg)
}

# METADATA
# scope: package
# title: "Production changes with a person"
# description: "A change of a cluster, context, workspace, project or stack that is named as production, or a step into one."
# custom:
#   id: approve_production
#   class: standard_deny
#   result: STEP_UP
#   priority: 465
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "cloud"}
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
	not regex.match(`(?i)^(get|list|describe|read|search|query|lookup|check|preview|plan|validate|estimate|delete|terminate|destroy|remove|purge|deploy|create_?snapshot|create_?backup)`, input.action.operation)
	walk(input.action.parameters, [_, value])
	is_string(value)
	cloud.production(value)
}

outcome := {"reason": "this changes production"} if {
	some call in shell.calls
	changes(call)
	some arg in call.args
	cloud.production(arg)
}

# `cd envs/prod && terraform apply`
outcome := {"reason": "this changes production"} if {
	some call in shell.calls
	changes(call)
	some step in shell.calls
	step.name in {"cd", "pushd"}
	some arg in step.args
	cloud.production(arg)
}

# What comes after this one changes production, without saying so.
outcome := {"reason": "this steps into production, where later commands would change it"} if {
	some call in shell.calls
	steps_into(call)
	some arg in call.args
	cloud.production(arg)
}

outcome := {"reason": "this changes production"} if {
	some call in shell.calls
	changes(call)
	some command in input.action.shell.commands
	some assignment in command.assignments
	assignment.name in places
	cloud.production(assignment.value)
}

outcome := {"reason": "this changes production"} if {
	some call in shell.calls
	changes(call)
	"env" in call.via
	some wrapper in shell.calls
	wrapper.name == "env"
	some arg in wrapper.args
	named(arg)
}

outcome := {"reason": "this steps into production, where later commands would change it"} if {
	some call in shell.calls
	call.name in {"export", "declare"}
	some arg in call.args
	named(arg)
}

named(arg) if {
	some place in places
	startswith(arg, concat("", [place, "="]))
	cloud.production(arg)
}

places := {"AWS_PROFILE", "AWS_DEFAULT_PROFILE", "TF_WORKSPACE", "KUBECONFIG", "CLOUDSDK_CORE_PROJECT", "CLOUDSDK_ACTIVE_CONFIG_NAME", "GOOGLE_CLOUD_PROJECT", "PULUMI_STACK", "STAGE", "ENV", "ENVIRONMENT"}

steps_into(call) if call.name in {"kubectx", "kubens"}

steps_into(call) if {
	call.name in {"kubectl", "oc", "k"}
	"config" in call.args
	shell.has_any(call.args, {"use-context", "set-context"})
}

steps_into(call) if {
	call.name in {"terraform", "tofu", "terragrunt", "pulumi"}
	shell.has_any(call.args, {"workspace", "stack"})
	"select" in call.args
}

steps_into(call) if {
	call.name == "az"
	"account" in call.args
	"set" in call.args
}

steps_into(call) if {
	call.name == "gcloud"
	"config" in call.args
	shell.has_any(call.args, {"set", "activate"})
}

changes(call) if {
	call.name in {"kubectl", "oc", "k"}
	shell.has_any(call.args, {"apply", "create", "delete", "patch", "replace", "scale", "set", "edit", "rollout", "exec", "cp", "label", "annotate", "taint", "drain", "cordon", "run", "expose", "autoscale", "debug"})
	not shell.has_any(call.args, {"--dry-run=client", "--dry-run=server", "status", "history", "can-i", "diff"})
}

changes(call) if {
	call.name in {"helm", "helmfile"}
	shell.has_any(call.args, {"install", "upgrade", "rollback", "uninstall", "delete", "apply", "sync", "destroy"})
	not shell.has_any(call.args, {"--dry-run", "diff", "template"})
}

changes(call) if {
	call.name in {"terraform", "tofu", "terragrunt", "pulumi", "cdk", "cdktf", "sst", "serverless", "sls"}
	shell.has_any(call.args, {"apply", "destroy", "import", "taint", "state", "up", "deploy", "refresh", "remove"})
}

changes(call) if {
	call.name in {"aws", "gcloud", "az", "flyctl", "fly", "heroku", "doctl"}
	not shell.has_any(call.args, {"start-query", "start-query-execution"})
	some arg in call.args
	regex.match(`^(create|update|delete|put|modify|start|stop|reboot|terminate|run|deploy|set|add|remove|scale|restart|attach|detach|restore|failover|send-command|execute-command|resize|patch)(-.*)?$`, arg)
}

changes(call) if {
	call.name in {"docker", "podman", "docker-compose"}
	shell.has_any(call.args, {"deploy", "up", "down", "rm", "stop", "restart", "kill", "update", "scale", "exec"})
}

changes(call) if {
	call.name in {"ansible", "ansible-playbook"}
	not shell.has_any(call.args, {"--check", "-C", "--syntax-check", "--list-hosts", "--list-tasks", "--list-tags"})
}

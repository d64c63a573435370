# METADATA
# scope: package
# title: "Nothing opens to everybody"
# description: "A network rule, bucket, function or image opened to the whole net."
# custom:
#   id: deny_open_to_everybody
#   class: standard_deny
#   result: DENY
#   priority: 565
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "cloud"}
#     - {"tool": "*aws*"}
#     - {"tool": "*gcp*"}
#     - {"tool": "*azure*"}
#     - {"tool": "*kubernetes*"}
#   severity: CRITICAL
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
package writ.rules.deny_open_to_everybody

import data.writ.lib.cloud
import data.writ.lib.shell

outcome := {"reason": "this would open something to everybody"} if {
	some call in shell.calls
	opens(call)
}

outcome := {"reason": "this would open something to everybody"} if {
	input.action.tool != "shell"
	not regex.match(`(?i)^(get|list|describe|read|revoke|remove|delete)|egress|route`, input.action.operation)
	walk(input.action.parameters, [path, value])
	value in cloud.everybody
	inward(path)
}

outcome := {"reason": "this would open something to everybody"} if {
	input.action.tool != "shell"
	walk(input.action.parameters, [_, value])
	is_string(value)
	cloud.for_everybody(value)
}

inward(path) if {
	some key in path
	is_string(key)
	regex.match(`(?i)^(cidr.*|cidrs|.*source.*|.*ranges?|acl|members?|principals?|public.*|allowed.*|group.*)$`, key)
	every name in path {
		not outward(name)
	}
}

outward(name) if regex.match(`(?i)destination|egress|route`, sprintf("%v", [name]))

opens(call) if {
	call.name == "aws"
	shell.has_any(call.args, {"authorize-security-group-ingress", "put-bucket-acl", "put-object-acl", "add-permission", "modify-image-attribute", "modify-snapshot-attribute", "create-function-url-config", "modify-security-group-rules"})
	some arg in call.args
	regex.match(`(^|[=,{}"' ])(0\.0\.0\.0/0|::/0|public-read(-write)?|[*]|all|NONE)([,}"' ]|$)`, arg)
}

opens(call) if {
	call.name == "aws"
	"delete-public-access-block" in call.args
}

opens(call) if {
	call.name in {"gcloud", "gsutil"}
	not shell.has_any(call.args, {"remove-iam-policy-binding", "list", "describe"})
	some i, arg in call.args
	not startswith(arg, "--destination-ranges")
	not follows(call.args, i, "--destination-ranges")
	regex.match(`(^|[=,: ])(0\.0\.0\.0/0|allUsers|allAuthenticatedUsers|AllUsers|--allow-unauthenticated)([,: ]|$)`, arg)
}

follows(args, i, name) if args[i - 1] == name

opens(call) if {
	call.name == "aws"
	some arg in call.args
	regex.match(`^(--acl=)?(public-read|public-read-write|authenticated-read)$|^--publicly-accessible$`, arg)
}

opens(call) if {
	call.name == "aws"
	some arg in call.args
	cloud.for_everybody(arg)
}

opens(call) if {
	call.name == "aws"
	some arg in call.args
	regex.match(`^modify-(db-)?(cluster-)?snapshot-attribute$`, arg)
	"all" in call.args
}

opens(call) if {
	call.name == "az"
	some name in {"--public-access", "--source-address-prefixes", "--source-address-prefix"}
	cloud.option(call.args, name) in {"blob", "container", "*", "0.0.0.0/0", "Internet"}
}

opens(call) if {
	call.name == "az"
	some name in {"--allow-blob-public-access", "--public-network-access", "--default-action"}
	lower(cloud.option(call.args, name)) in {"true", "enabled", "allow"}
}

opens(call) if {
	call.name in {"kubectl", "oc", "k"}
	"create" in call.args
	some arg in call.args
	regex.match(`(^|[=:])system:(unauthenticated|anonymous)$`, arg)
}

opens(call) if {
	call.name == "aws"
	some arg in call.args
	contains(arg, "acs.amazonaws.com/groups/global/")
}

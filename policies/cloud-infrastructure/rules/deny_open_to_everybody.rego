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
	not regex.match(`(?i)^(get|list|describe|read|revoke|remove|delete)`, input.action.operation)
	some name in {"cidr", "cidr_ip", "source_ranges", "acl", "member", "principal", "public_access"}
	some value in values(input.action.parameters[name])
	value in cloud.everybody
}

values(value) := {value} if not is_array(value)

values(value) := {one | some one in value} if is_array(value)

opens(call) if {
	call.name == "aws"
	shell.has_any(call.args, {"authorize-security-group-ingress", "put-bucket-acl", "put-object-acl", "add-permission", "modify-image-attribute", "modify-snapshot-attribute", "create-function-url-config"})
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
	some arg in call.args
	regex.match(`(^|[=,: ])(0\.0\.0\.0/0|allUsers|allAuthenticatedUsers|AllUsers|--allow-unauthenticated)([,: ]|$)`, arg)
}

opens(call) if {
	call.name == "az"
	some i, arg in call.args
	arg in {"--public-access", "--source-address-prefixes", "--source-address-prefix"}
	call.args[i + 1] in {"blob", "container", "*", "0.0.0.0/0", "Internet"}
}

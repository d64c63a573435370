# METADATA
# scope: package
# title: "What is sensitive is not uploaded"
# description: "After sensitive data, nothing is posted, copied or piped to a host outside, by HTTP tools or in a shell."
# custom:
#   id: deny_upload_after_sensitive
#   class: context_dependent_deny
#   result: DENY
#   priority: 510
#   applies_to:
#     - {"tool": "http"}
#     - {"tool": "web", "operation": "fetch"}
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   overridable: false
#   parameters:
#     url: {"type": "string", "optional": true}
#     command: {"type": "string", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "AARM R2.3"
#     - "OWASP LLM02:2025 Sensitive Information Disclosure"
package writ.rules.deny_upload_after_sensitive

import data.writ.lib.places
import data.writ.lib.shell

outcome := {"reason": "this session has touched sensitive data, and this would upload to an outside host"} if {
	places.sensitive(input.context.level, input.context.data_classifications)
	uploads
}

uploads if {
	input.action.operation in {"post", "put", "patch", "delete", "upload"}
	outside(input.action.parameters.url)
}

# Data also leaves in the address of a plain GET.
uploads if {
	not input.action.operation in {"post", "put", "patch", "delete", "upload"}
	outside(input.action.parameters.url)
	regex.match(`[?&#;][^?]{120,}|[A-Za-z0-9+=_-]{100,}`, input.action.parameters.url)
}

uploads if {
	some call in shell.calls
	sends(call)
	not every_host_inside(call)
}

outside(url) if {
	not inside(url)
}

inside(url) if {
	found := places.hosts(url)
	count(found) > 0
	every host in found {
		places.own(host)
	}
}

sends(call) if {
	call.name in {"curl", "http", "https", "xh"}
	some arg in call.args
	regex.match(`^(-d|--data.*|-F|--form.*|-T|--upload-file|--json|-XPOST|-XPUT|-XPATCH|POST|PUT|PATCH|-[A-Za-z]*[dFT].*)$`, arg)
	not regex.match(`^(-f.*|--fail.*)$`, arg)
}

sends(call) if {
	call.name in {"curl", "wget"}
	some arg in call.args
	regex.match("[?&][^=&]+=.*(\\$|`)", arg)
}

sends(call) if {
	call.name == "wget"
	some arg in call.args
	regex.match(`^--(post|body|method)`, arg)
}

sends(call) if call.name in {"scp", "sftp", "ftp", "lftp", "nc", "ncat", "netcat", "socat", "telnet", "rclone", "mail", "mailx", "mutt", "sendmail", "croc", "magic-wormhole"}

sends(call) if {
	call.name == "rsync"
	some arg in call.args
	regex.match(`^[^/]+:|^rsync://`, arg)
}

sends(call) if {
	call.name in {"aws", "gsutil", "gcloud", "az"}
	shell.has_any(call.args, {"cp", "sync", "mv", "upload", "put-object"})
}

sends(call) if {
	call.name == "gh"
	"gist" in call.args
	"create" in call.args
}

every_host_inside(call) if {
	found := targets(call)
	count(found) > 0
	every host in found {
		places.own(host)
	}
}

# The hosts of URLs; without any, words that look like a host, or like a host and a path for copies.
targets(call) := {host | some arg in call.args; some host in places.hosts(arg)} if {
	some arg in call.args
	contains(arg, "://")
} else := {lower(match[1]) |
	some arg in call.args
	some match in regex.find_all_string_submatch_n(`^(?:[^@/\s]+@)?([A-Za-z0-9.-]+):`, arg, 1)
} if {
	call.name in {"scp", "sftp", "rsync", "rclone"}
} else := {lower(match[1]) |
	some arg in call.args
	some match in regex.find_all_string_submatch_n(`^(?:[^@/\s]+@)?(localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?::[0-9]+)?(?:/.*)?$`, arg, 1)
}

# METADATA
# scope: package
# title: "Containers keep to themselves"
# description: "A container that is given the host: privileged, its root folder, its container socket or its processes."
# custom:
#   id: approve_host_container
#   class: standard_deny
#   result: STEP_UP
#   priority: 425
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.2"
package writ.rules.approve_host_container

import data.writ.lib.shell

outcome := {"reason": "this container could do on the host what it likes"} if {
	some call in shell.calls
	call.name in {"docker", "podman", "nerdctl"}
	shell.has_any(call.args, {"run", "create", "exec"})
	some i, arg in call.args
	opens(arg, call.args, i)
}

opens(arg, _, _) if regex.match(`^(--privileged(=true)?|--(pid|ipc|uts|userns|cgroupns)=host|--cap-add=(ALL|SYS_ADMIN|SYS_PTRACE|SYS_MODULE)|--security-opt=.*unconfined)$`, arg)

opens(arg, args, i) if {
	arg in {"--pid", "--ipc", "--userns", "--cap-add"}
	args[i + 1] in {"host", "ALL", "SYS_ADMIN", "SYS_PTRACE", "SYS_MODULE"}
}

opens(arg, _, _) if regex.match(`(^|=)(/|/etc|/root|/home|/var|/proc|/sys|/dev)/?:`, arg)

opens(arg, _, _) if regex.match(`(docker|podman|containerd|crio)\.sock\b`, arg)

opens(arg, _, _) if regex.match(`(^|,)(source|src)=/(,|$)`, arg)

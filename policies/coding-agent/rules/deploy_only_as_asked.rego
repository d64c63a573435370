# METADATA
# scope: package
# title: "Deployments only as asked"
# description: "A deployment or a release is denied, unless it fits what the user asked for: then a person approves it."
# custom:
#   id: deploy_only_as_asked
#   class: context_dependent_allow
#   result: DENY
#   priority: 345
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#   severity: HIGH
#   overridable: true
#   on_aligned: "STEP_UP"
#   approvers: ["approver"]
#   parameters:
#     command: {"type": "string"}
#   references:
#     - "AARM R3.4"
#     - "OWASP LLM06:2025 Excessive Agency"
package writ.rules.deploy_only_as_asked

import data.writ.lib.shell

outcome := {"reason": "a deployment needs a request that asks for it, and an approver"} if {
	some call in shell.calls
	deploys(call)
}

deploys(call) if {
	call.name in {"vercel", "netlify", "firebase", "wrangler", "fly", "flyctl", "railway", "heroku", "amplify", "serverless", "sls", "sst", "cdk", "eb", "skaffold"}
	shell.has_any(call.args, {"deploy", "--prod", "--production", "up", "releases:rollback"})
}

deploys(call) if {
	call.name == "gh"
	"release" in call.args
	shell.has_any(call.args, {"create", "edit", "delete"})
}

deploys(call) if {
	call.name in {"npm", "pnpm", "yarn", "bun"}
	some arg in call.args
	regex.match(`^(deploy|release)(:.*)?$`, arg)
	not regex.match(`(?i)[:-](dry|check|test|preview|notes)`, arg)
}

deploys(call) if {
	call.name == "make"
	some arg in call.args
	regex.match(`^(deploy|release|publish)(-.*)?$`, arg)
}

deploys(call) if {
	call.name in {"docker", "podman", "nerdctl", "helm", "nuget", "crane", "skopeo", "oras"}
	shell.has_any(call.args, {"push", "copy"})
}

deploys(call) if {
	call.name == "dotnet"
	"nuget" in call.args
	"push" in call.args
}

deploys(call) if {
	call.name in {"semantic-release", "release-it", "np", "goreleaser", "lerna", "changeset", "mvn", "mvnw", "gradle", "gradlew", "sbt"}
	some arg in call.args
	regex.match(`^(release|publish.*|deploy|deploy:.*|release:perform)$`, arg)
	not shell.has_any(call.args, {"--dry-run", "--snapshot", "publishToMavenLocal"})
}

deploys(call) if {
	call.name in {"semantic-release", "release-it", "np"}
	not shell.has_any(call.args, {"--dry-run", "-d", "--help", "--version"})
}

deploys(call) if {
	call.name in {"docker", "podman", "nerdctl"}
	some arg in call.args
	regex.match(`^(--push(=true)?|--output=.*push=true.*|-o=?type=registry.*)$`, arg)
}

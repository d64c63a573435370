# Names that differ from one organisation to another. Example data: replace it by your own.
package writ.lib.coding

import data.writ.lib.paths
import data.writ.lib.shell

protected_branches := {"main", "master", "production", "prod", "release", "trunk"}

protected(branch) if branch in protected_branches

protected(branch) if startswith(branch, "release/")

# Registries that packages come from.
registries := {"registry.npmjs.org", "pypi.org", "files.pythonhosted.org", "registry.yarnpkg.com", "crates.io", "proxy.golang.org", "rubygems.org", "corp.example"}

# Files that decide what is checked, built and released.
ci_file(path) if regex.match(`(^|/)(\.github/(workflows|actions)/|\.gitlab-ci\.ya?ml$|\.circleci/|\.buildkite/|Jenkinsfile$|azure-pipelines\.ya?ml$|\.travis\.ya?ml$|\.drone\.ya?ml$|bitbucket-pipelines\.ya?ml$|\.git/hooks/|\.husky/|\.pre-commit-config\.ya?ml$|CODEOWNERS$)|(^|/)(\.github(/workflows)?|\.git/hooks|\.husky|\.circleci|\.buildkite)/?$`, path)

# Files that editors, shells and agents run or obey as soon as a folder is opened.
autorun_file(path) if regex.match(`(^|/)(\.mcp\.json$|\.envrc$|\.vscode/(tasks|mcp)\.json$|\.devcontainer(/|\.json$)|\.cursor/(mcp\.json$|rules/|hooks)|\.cursorrules$|\.claude/(commands|agents|skills)/|\.codex/|\.gemini/|\.windsurf/|\.idea/runConfigurations/)`, path)

# Files that hold secrets as their name says; examples of them do not.
secret_file(path) if {
	regex.match(`(?i)(^|/)(\.env(\.[a-z]+)?|id_(rsa|dsa|ecdsa|ed25519)|[^/]*\.(pem|key|p12|pfx|jks|keystore|kdbx)|\.npmrc|\.pypirc|\.netrc|\.git-credentials|\.pgpass|\.vault-token|credentials(\.json)?|secrets?\.(json|ya?ml|toml|env)|[^/]*service-?account[^/]*\.json|[^/]*\.tfstate)$`, path)
	not regex.match(`(?i)(example|sample|template|dist|test|fixture|\.pub$)`, path)
}

# Keys and tokens of known shape.
secret(text) if regex.match(`-----BEGIN [A-Z ]*PRIVATE KEY-----|\b(AKIA|ASIA)[0-9A-Z]{16}\b|\bgh[pousr]_[A-Za-z0-9]{36,}|\bgithub_pat_[A-Za-z0-9_]{60,}|\bglpat-[A-Za-z0-9_-]{20,}|\bxox[abprs]-[A-Za-z0-9-]{20,}|\b[rs]k_live_[A-Za-z0-9]{20,}|\bsk-(proj|svcacct|ant-[a-z0-9]+)-[A-Za-z0-9_-]{20,}|\bAIza[0-9A-Za-z_-]{35}\b|\bnpm_[A-Za-z0-9]{36}\b|\bhf_[A-Za-z0-9]{30,}`, text)

# Files that an action changes, by file tools or a shell.
changed contains paths.normal(input.action.parameters.path)

changed contains paths.normal(input.action.parameters.to)

changed contains target if some target in (shell.redirected | shell.written)

changed contains arg if {
	some call in shell.calls
	call.name in {"rm", "mv", "tee", "truncate", "unlink", "chmod", "shred", "touch"}
	some arg in files(call)
}

# Of a copy only its target is changed.
changed contains arg if {
	some call in shell.calls
	call.name in {"cp", "install", "ln", "rsync"}
	last := count(call.args) - 1
	some arg in [call.args[last], call.reached[last]]
}

changed contains trim_prefix(arg, "of=") if {
	some call in shell.calls
	call.name == "dd"
	some arg in call.args
	startswith(arg, "of=")
}

changed contains arg if {
	some call in shell.calls
	call.name == "find"
	shell.has_any(call.args, {"-delete", "-exec", "-execdir", "-fprint"})
	some arg in files(call)
}

changed contains arg if {
	some call in shell.calls
	call.name == "git"
	shell.has_any(call.args, {"rm", "mv"})
	some arg in files(call)
}

changed contains arg if {
	some call in shell.calls
	call.name in {"sed", "perl"}
	some flag in call.args
	regex.match(`^(-[A-Za-z]*i|--in-place)`, flag)
	some arg in files(call)
}

changed contains arg if {
	some call in shell.calls
	call.name == "git"
	"restore" in call.args
	some arg in files(call)
}

changed contains arg if {
	some call in shell.calls
	call.name == "git"
	"checkout" in call.args
	some i, end in call.args
	end == "--"
	some j, _ in call.args
	j > i
	some arg in [call.args[j], call.reached[j]]
}

changed contains arg if {
	some call in shell.calls
	call.name in {"awk", "gawk"}
	"inplace" in call.args
	some arg in files(call)
}

# Where a service manager, a timer or a desktop looks for what to start.
start_file(path) if regex.match(`(^|/)(\.config/(autostart|systemd)|Library/Launch(Agents|Daemons)|etc/(cron[^/]*|systemd|init\.d|rc\.local|profile\.d)|var/spool/cron)(/|$)`, path)

# Files in which other tools keep credentials; private keys are baseline's.
credential_file(path) if regex.match(`(?i)(^|/)(\.npmrc|\.pypirc|\.git-credentials|\.cargo/credentials(\.toml)?|\.gem/credentials|\.config/(gh/hosts\.yml|hub)|\.terraform\.d/credentials\.tfrc\.json|\.vault-token|Cookies|Login Data|logins\.json|key4\.db|login\.keychain(-db)?|\.password-store/.*)$`, path)

# Words that are no option, as written and as the paths that they reach.
files(call) := {file | some i, word in call.args; not startswith(word, "-"); some file in [word, call.reached[i]]}

# Words that are no option.
words(args) := [arg | some arg in args; not startswith(arg, "-")]

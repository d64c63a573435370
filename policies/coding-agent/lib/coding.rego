# Names that differ from one organisation to another. Example data: replace it by your own.
package writ.lib.coding

protected_branches := {"main", "master", "production", "prod", "release", "trunk"}

protected(branch) if branch in protected_branches

protected(branch) if startswith(branch, "release/")

# Registries that packages come from.
registries := {"registry.npmjs.org", "pypi.org", "files.pythonhosted.org", "registry.yarnpkg.com", "crates.io", "proxy.golang.org", "rubygems.org", "corp.example"}

# Files that decide what is checked, built and released.
ci_file(path) if regex.match(`(^|/)(\.github/(workflows|actions)/|\.gitlab-ci\.ya?ml$|\.circleci/|\.buildkite/|Jenkinsfile$|azure-pipelines\.ya?ml$|\.travis\.ya?ml$|\.drone\.ya?ml$|bitbucket-pipelines\.ya?ml$|\.git/hooks/|\.husky/|\.pre-commit-config\.ya?ml$|CODEOWNERS$)`, path)

# Files in which other tools keep credentials; private keys are baseline's.
credential_file(path) if regex.match(`(?i)(^|/)(\.npmrc|\.pypirc|\.git-credentials|\.cargo/credentials(\.toml)?|\.gem/credentials|\.config/(gh/hosts\.yml|hub)|\.terraform\.d/credentials\.tfrc\.json|\.vault-token|Cookies|Login Data|logins\.json|key4\.db|login\.keychain(-db)?|\.password-store/.*)$`, path)

# Words that are no option.
words(args) := [arg | some arg in args; not startswith(arg, "-")]

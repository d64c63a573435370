# Commands of any program that remove or switch off what other people depend on, read by the grammar of command lines:
# `program group verb object`. What is only about a developer's own tree and tools is left out by name.
package writ.lib.removal

verbs := {
	"delete", "del", "destroy", "remove", "rm", "purge", "drop", "erase", "wipe", "revoke", "disable", "deregister", "unregister",
	"terminate", "flush", "flushall", "flushdb", "truncate", "clear", "unsubscribe", "deactivate", "suspend", "evict", "drain",
	"decommission", "prune", "reset", "forget", "expunge", "shred", "obliterate", "nuke", "uninstall", "unpublish", "detach",
	"abandon", "scrub", "zap", "seal", "rekey", "trim", "void", "demote", "ban", "rmi", "rmdir",
}

# A word of these that comes first says that the command only looks.
looks := {
	"list", "ls", "get", "describe", "show", "status", "help", "explain", "logs", "log", "search", "find", "view", "inspect", "info",
	"print", "diff", "plan", "validate", "check", "test", "top", "version", "dump", "export", "read", "cat", "tail", "watch", "history",
	"query", "select", "count", "stat", "stats", "report", "lookup", "peek", "receive", "preview", "lint", "whoami", "usage",
}

# What changes or replaces a secret that others use.
secrets := `^(update|put|rotate|restore|replace|regenerate|reset|change)[-_](secret|password|credential|access[-_]key|login[-_]profile)`

# Programs about one's own tree, packages, containers and processes.
own := {
	"git", "hg", "svn", "jj", "npm", "npx", "pnpm", "yarn", "bun", "bunx", "deno", "node", "pip", "pip3", "pipx", "poetry", "uv", "uvx",
	"conda", "mamba", "pdm", "hatch", "tox", "nox", "python", "python3", "ruby", "perl", "php", "java", "cargo", "rustup", "go", "gem",
	"bundle", "composer", "brew", "port", "apt", "apt-get", "dnf", "yum", "pacman", "apk", "snap", "flatpak", "docker", "podman",
	"docker-compose", "nerdctl", "make", "cmake", "ninja", "gradle", "gradlew", "mvn", "mvnw", "sbt", "bazel", "nx", "turbo", "lerna",
	"jest", "vitest", "pytest", "mocha", "eslint", "prettier", "tsc", "webpack", "vite", "rollup", "esbuild", "parcel", "next", "expo",
	"flutter", "dart", "pod", "swift", "xcodebuild", "xcrun", "adb", "dotnet", "nuget", "rails", "rake", "prisma", "drizzle-kit", "knex",
	"alembic", "hugo", "jekyll", "rg", "grep", "egrep", "fgrep", "ag", "ack", "find", "fd", "sed", "awk", "gawk", "jq", "yq", "echo",
	"printf", "cat", "ls", "cd", "pwd", "rm", "rmdir", "unlink", "trash", "mv", "cp", "mkdir", "touch", "tar", "zip", "unzip", "tmux",
	"screen", "kill", "pkill", "killall", "systemctl", "service", "launchctl", "nvm", "fnm", "pyenv", "rbenv", "asdf", "volta", "mise",
	"direnv", "code", "cursor", "vim", "nvim", "nano", "emacs", "psql", "mysql", "sqlite3", "pre-commit", "husky", "ssh-add", "tput",
	"test", "[", "[[", "export", "set", "unset", "alias", "source", "time", "which", "man", "less", "more", "head", "tail", "sort", "uniq",
	"wc", "diff", "patch", "tee", "date", "sleep", "true", "false", "read", "let", "declare", "local", "trap", "history", "clear", "reset",
	"curl", "http", "https", "xh", "wget", "tldr", "info", "apropos", "xargs", "command", "type", "help", "hash", "whereis", "builtin", "exec", "sh", "bash", "zsh", "dash", "ksh", "fish", "rsync", "chmod", "chown", "ln", "stat", "du", "df", "ps", "kubectx", "kubens", "stty", "write", "task", "just",
}

# What deletes in a cluster is judged with the infrastructure.
judged := {"kubectl", "oc", "k"}

# A script of the project does what its own commands do.
script(name) if regex.match(`\.(sh|bash|zsh|py|rb|pl|js|mjs|cjs|ts|php)$`, name)

# One's own machine: what runs there is nobody else's.
here := `(?i)(localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0|host\.docker\.internal)`

removes(call) if {
	command_line(call)
	verb(words(call)) in verbs
}

removes(call) if {
	command_line(call)
	some word in words(call)
	regex.match(secrets, word)
	not looking(call)
}

looking(call) if verb(words(call)) in looks

# Only options that are verbs themselves: `--delete`, `--remove-policy`.
removes(call) if {
	command_line(call)
	some arg in call.args
	regex.match(`^--(delete|remove|purge|destroy|drop|erase|wipe|revoke|truncate|reset-offsets)(-[a-z]+)*$`, arg)
	not looking(call)
}

# The name of the program says it: `kafka-delete-records`, `dropdb`.
removes(call) if {
	not script(call.name)
	rehearsed(call) == false
	regex.match(`(^|[-_])(delete|destroy|purge|wipe|erase|drop)([-_]|db$|user$|$)`, call.name)
}

removes(call) if {
	call.name in {"redis-cli", "valkey-cli", "keydb-cli"}
	some arg in call.args
	lower(arg) in {"flushall", "flushdb", "shutdown", "reset"}
}

removes(call) if {
	call.name in {"curl", "http", "https", "xh", "wget"}
	deletes(call.args)
	not local(call.args)
}

deletes(args) if {
	some i
	args[i] in {"-X", "--request", "--method"}
	upper(args[i + 1]) == "DELETE"
}

deletes(args) if {
	some arg in args
	regex.match(`^(-X|--request=|--method=)?DELETE$`, arg)
}

local(args) if {
	some arg in args
	regex.match(here, arg)
}

command_line(call) if {
	not call.name in own
	not call.name in judged
	not script(call.name)
	rehearsed(call) == false
}

default rehearsed(_) := false

rehearsed(call) if {
	some arg in call.args
	regex.match(`^(--dry-?run(=.*)?|--help|-h|--version|--what-?if|--simulate|--noop|--no-act|--preview|--diff|--check)$`, arg)
}

# The first words that are neither options nor objects; a verb comes early.
words(call) := array.slice([lower(arg) | some arg in call.args; regex.match(`^[A-Za-z][A-Za-z0-9]*([-_:.][A-Za-z0-9]+)*$`, arg)], 0, 4)

# The first word that is a verb, alone or at the beginning of a compound: `delete`, `delete-queue`, `clear_permissions`, `apps:destroy`.
verb(found) := spoken(found)[0] if count(spoken(found)) > 0

else := ""

spoken(found) := [part |
	some word in found
	some part in parts(word)
	part in (verbs | looks)
]

parts(word) := [word] if word in (verbs | looks)

parts(word) := split(replace(replace(replace(word, "_", "-"), ":", "-"), ".", "-"), "-") if {
	not word in (verbs | looks)
	regex.match(`^[a-z]+[-_:.]`, word)
}

# What enforces these rules: Writ's own folder, programs and ports, and the settings of the coding agent that call it. Paths are normal here.
package writ.lib.enforcement

import data.writ.lib.destinations
import data.writ.lib.paths
import data.writ.lib.places
import data.writ.lib.shell

# Writ's own folder: its keys, credentials and state.
own(path) if {
	places.contains_any(lower(path), ["writ"])
	regex.match(`(?i)(^|[/:=,])(\.writ|\.config/writ)([/:,]|$)`, path)
}

own(path) if may_be_part(path, [".writ"])

# What the host reads to know that it has to ask: settings, hooks, and the folder they are in; and the hook program itself.
guarded(path) if {
	places.contains_any(lower(path), ["claude", "writ", "managed-"])
	regex.match(`(?i)(^|[/:=,])(\.claude([:,]|$)|\.claude/(settings[^/]*|hooks(/[^:]*)?)([:,]|$)|\.claude\.json$|managed-(settings|mcp)[^/]*$|(etc/claude-code|ClaudeCode)(/|$)|(apps/writ|node_modules/@writ/cli)/(dist|bin)(/|$)|node_modules/@writ(/cli)?$|node_modules/\.bin/writ$)`, path)
}

guarded(path) if may_be_part(path, [".claude"])

guarded(path) if {
	found := regex.find_all_string_submatch_n(`(?i)(?:^|/)\.claude/([^/]*[*?\[][^/]*)$`, path, 1)[0][1]
	some name in ["settings.json", "settings.local.json", "hooks"]
	may_be(found, name)
}

normal(path) := paths.normal(path)

# A pattern that may stand for a name: it begins and ends like it. A pattern for a name with a dot has the dot.
may_be_part(path, names) if {
	places.contains_any(path, ["*", "?", "["])
	some part in split(path, "/")
	startswith(part, ".")
	some name in names
	may_be(part, name)
}

may_be(part, name) if {
	ends := regex.find_all_string_submatch_n(`^([^*?\[{]*)[*?\[].*?([^*?\]}]*)$`, lower(part), 1)[0]
	startswith(name, ends[1])
	endswith(name, ends[2])
}

# Paths that a file tool is given. What is too tangled to be followed is taken for the worst.
given contains path if {
	some written in written_paths
	path := paths.normal(written)
}

given contains ".writ" if {
	some written in written_paths
	paths.tangled(written)
}

written_paths contains input.action.parameters.path

written_paths contains input.action.parameters.to

written_paths contains input.action.parameters.glob

# A pattern is a path where files are listed; where they are searched it is what is looked for.
written_paths contains input.action.parameters.pattern if input.action.operation == "list"

written_paths contains path if {
	some inner in [input.action.parameters.glob, input.action.parameters.pattern]
	path := concat("/", [input.action.parameters.path, inner])
	input.action.operation in {"list", "search"}
}

# A word of a call as the paths that it may name; not a word that says what to leave out, nor one of a text that is only printed.
words(call) := {path |
	some i, _ in call.args
	not leaves_out(call.args, i)
	not is_pattern(call, i)
	some path in [call.paths[i], call.reached[i]]
}

leaves_out(args, i) if regex.match(`^(--(exclude|ignore|skip|prune)[a-z-]*=|!|:[!(^])`, args[i])

leaves_out(args, i) if args[i - 1] in {"--exclude", "--exclude-dir", "--ignore", "--ignore-dir", "--ignore-path", "--ignore-pattern"}

leaves_out(args, i) if {
	args[i - 1] in (found_by | {"-g", "--glob", "-x", "-E", "-I"})
	not shell.has_any(args, finding)
}

leaves_out(args, i) if {
	args[i - 1] in found_by
	shell.has_any(args, {"-prune"})
}

leaves_out(args, i) if {
	args[i - 1] in found_by
	args[i - 2] in {"-not", "!"}
}

# How `find` tells files from one another.
found_by := {"-name", "-iname", "-path", "-ipath", "-wholename", "-iwholename"}

is_pattern(call, i) if i == pattern_of(call)

# Where a program has what it looks for, or what it does, in place of a file.
pattern_of(call) := min([i | some i, word in call.args; not startswith(word, "-")]) if {
	call.name in {"grep", "egrep", "fgrep", "rg", "ag", "ack", "sed", "gsed", "awk", "gawk", "mawk", "nawk", "jq", "yq"}
	every word in call.args { not regex.match(`^(-[A-Za-z0-9]*[ef]|--(regexp|file|expression)\b)`, word) }
}

leaves_out(args, i) if {
	args[i - 1] in {"-e", "--regexp", "--expression"}
	not startswith(args[i], "-")
}

# What `find` does with what it finds.
finding := {"-delete", "-exec", "-execdir", "-ok", "-okdir", "-fprint", "-fprintf", "-fprint0", "-fls", "-x", "-X"}

# Programs that say where something is or what it is called, and not what is in it.
naming := {"ls", "ll", "dir", "stat", "test", "[", "[[", "du", "echo", "printf", "basename", "dirname", "realpath", "readlink", "tree", "exa", "eza", "lsd", "cd", "pushd", "export", "declare", "local"}

# Programs that read what they are given.
reading := naming | {
	"cat", "tac", "nl", "head", "tail", "less", "more", "most", "bat", "batcat", "jq", "yq", "gron", "grep", "egrep", "fgrep", "rg", "ag", "ack", "diff", "cmp", "comm",
	"colordiff", "delta", "icdiff", "wc", "file", "sort", "uniq", "cut", "paste", "column", "fold", "fmt", "tr", "awk", "gawk", "mawk", "nawk", "sed", "gsed", "xxd", "od", "hexdump",
	"strings", "md5sum", "sha1sum", "sha256sum", "sha512sum", "shasum", "cksum", "b2sum", "base64", "find", "fd", "fdfind", "shellcheck", "shfmt", "prettier", "eslint", "biome",
	"jsonlint", "yamllint", "ajv", "check-jsonschema", "bash", "sh", "zsh", "dash", "cp", "scp", "rsync", "tar", "gtar", "zip", "gzip", "zstd", "xz", "git", "gh", "curl", "wget",
	"http", "python", "python3", "node", "deno", "bun", "ruby", "perl", "php", "pygmentize", "glow", "mdcat", "getfacl", "lsattr", "source", ".", "which", "type", "command", "watch", "entr", "code", "open",
}

# A path that a call writes, replaces, moves, links or removes.
changed(call) := changes_all(call) | (changes_last(call) | changes_named(call))

changes_all(call) := words(call) if changes_its_words(call)

changes_all(call) := set() if not changes_its_words(call)

changes_its_words(call) if call.name in {
	"rm", "rmdir", "unlink", "shred", "srm", "wipe", "trash", "trash-put", "rimraf", "del", "mv", "rename", "mmv", "truncate", "tee", "sponge", "touch", "chmod", "chown", "chgrp", "chattr",
	"setfacl", "xattr", "ln", "link", "symlink", "ed", "ex", "patch", "mount", "umount", "mkfifo", "mknod", "split", "csplit", "unzip", "gunzip", "cpio", "7z", "7za", "bsdtar", "unrar", "fallocate",
}

# In place, whatever the program.
changes_its_words(call) if {
	some flag in call.args
	regex.match(`^(--in-?place|--write|--fix|--apply|--overwrite|--delete|--remove-source-files|--remove-files)([=-]|$)`, flag)
}

changes_its_words(call) if {
	call.name in {"sed", "gsed", "perl", "ruby", "yq"}
	some flag in call.args
	regex.match(`^-[pnlawErsuz0-9]*i`, flag)
}

changes_its_words(call) if {
	call.name in {"awk", "gawk"}
	"inplace" in call.args
}

changes_its_words(call) if {
	call.name in {"shfmt", "gofmt"}
	"-w" in call.args
}

changes_its_words(call) if {
	call.name in {"find", "fd", "fdfind"}
	shell.has_any(call.args, {"-delete", "-fprint", "-fprintf", "-fprint0", "-fls"})
}

# What is run on each file that is found.
changes_its_words(call) if {
	call.name in {"find", "fd", "fdfind"}
	some inner in shell.calls
	call.name in inner.via
	"{}" in inner.args
	not inner.name in reading
	not inner.name in shell.wrapping
}

changes_its_words(call) if {
	call.name in {"tar", "gtar", "bsdtar"}
	extracts(call.args)
}

changes_its_words(call) if {
	call.name == "git"
	shell.has_any(call.args, {"checkout", "restore", "rm", "mv", "clean", "apply", "am", "stash", "reset", "checkout-index", "read-tree", "sparse-checkout", "update-index", "worktree"})
}

changes_its_words(call) if {
	call.name in {"cp", "install", "mv", "ln"}
	some flag in call.args
	regex.match(`^(-t|--target-directory)`, flag)
}

extracts(args) if regex.match(`^[A-Za-z]*x[A-Za-z]*$`, args[0])

extracts(args) if {
	some flag in args
	regex.match(`^(-[A-Za-z]*x[A-Za-z]*|--extract|--get)$`, flag)
}

# Of a copy only the target is changed.
changes_last(call) := {path |
	call.name in {"cp", "install", "rsync", "scp", "ditto", "robocopy", "gcp", "rclone"}
	last := count(call.args) - 1
	last > 0
	some path in [call.paths[last], call.reached[last]]
}

# Where a program is told to write.
changes_named(call) := {path |
	some i, word in call.args
	told_to_write(call, i, word)
	some path in [call.paths[i], call.reached[i]]
}

told_to_write(call, i, _) if {
	call.name in {"curl", "wget", "sort", "jq", "base64", "xxd", "openssl", "gpg", "prettier", "yq", "tsc", "esbuild", "gcc", "pandoc", "http", "aria2c"}
	call.args[i - 1] in {"-o", "-O", "--output", "--output-document", "--output-dir", "--out", "--outfile", "--out-file", "-out", "-P", "--directory-prefix"}
}

told_to_write(_, _, word) if regex.match(`^(--(output|out|outfile|out-file|output-document|output-dir|directory-prefix|outdir|target|dest)=|-[oO][./~]|of=)`, word)

# `sed 'w file'` and awk's `print > "file"` write what they name.
writes_inside(call) if {
	call.name in {"sed", "gsed", "awk", "gawk", "mawk", "nawk"}
	some word in call.args
	regex.match(`(?i)(\bw\s+|>\s*["']?)[^\s"']*(\.claude/|\.claude\b|managed-settings)`, word)
}

# Texts of code in any language, as normal paths.
code_paths contains path if {
	some code in shell.code
	some text in code.texts
	path := paths.normal(text)
}

code_paths contains path if {
	some text in input.action.python.texts
	count(text) < 300
	path := paths.normal(text)
}

# Code as a whole.
code_texts contains code.text if some code in shell.code

code_texts contains concat(" ", [call.name, concat(" ", [arg | some arg in call.args; arg != null])]) if some call in input.action.python.calls

# The words with which a command of Writ's is run, by whatever route.
commands contains args if {
	some call in shell.calls
	args := writ_words(call)
}

runs_writ(call) if writ_words(call)

writ_words(call) := call.args if regex.match(`^writ(\.m?js|\.cmd|\.ps1)?(@.*)?$`, call.name)

writ_words(call) := args if {
	not regex.match(`^writ(\.m?js|\.cmd|\.ps1)?(@.*)?$`, call.name)
	not call.name in reading_files
	at := min([i | some i, _ in call.args; some word in [call.args[i], call.paths[i]]; program(word, call.name)])
	args := [arg | some i, arg in call.args; i > at; arg != "--"]
}

reading_files := reading - {"node", "deno", "bun", "bash", "sh", "zsh", "dash", "command", "watch", "entr", "open"}

# Writ's program as a file, or by its name behind what runs programs of packages.
program(word, _) if regex.match(`(?i)(^|/)(writ\.m?js|\.bin/writ|apps/writ/(bin|dist)/[^/]+\.m?js|@writ/cli(/.*)?)$`, word)

program(word, runner) if {
	runner in {"npx", "npm", "pnpm", "yarn", "bunx", "pnpx", "bun", "volta", "corepack", "mise", "asdf"}
	regex.match(`^(writ|@writ/[a-z-]+)(@.*)?$`, word)
}

# Addresses at which Writ answers on this machine.
port(text) if {
	places.contains_any(text, ["742", "7430"])
	some found in regex.find_all_string_submatch_n(`(?i)(?:^|//|@|[\s"'=,/:])(\[[0-9a-f:.]+\]|[a-z0-9._-]+)[:/]74(?:2[0-9]|30)(?:[^0-9]|$)`, text, -1)
	local(found[1])
}

# A call of Writ's by its path, at a port that was chosen.
port(text) if {
	places.contains_any(text, ["/v1/"])
	some found in regex.find_all_string_submatch_n(`(?i)//(?:[^/\s@]*@)?(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::[0-9]+)?/+v1/+(approvals|decisions|grants|stops|sessions|tokens|enrolments)\b`, text, -1)
	local(found[1])
}

local(host) if destinations.is_private(host)

local(host) if not contains(host, ".")

# Commands of Writ's that only show something, write a file of the project, or explain themselves.
shows(args) if args[0] in {"verify", "doctor", "sessions", "log", "stats", "deliveries", "demo", "help", "--help", "-h", "--version"}

shows(args) if {
	args[0] in {"approvals", "grants", "stops", "tools", "deferrals"}
	every word in args { not word in {"approve", "deny", "answer", "give", "revoke", "stop", "lift", "accept"} }
	every word in args { not contains(word, "$") }
	every word in args { not contains(word, "`") }
}

shows(args) if {
	args[0] == "policy"
	args[1] in {"check", "test", "explain", "coverage", "diff", "plan", "replay", "shadow", "propose", "init", "import", "help", "--help", "-h"}
}

shows(args) if "--help" in args

shows(args) if "-h" in args

# Programs that an address is only a text for.
reading_texts := (reading - {"curl", "wget", "http", "open", "node", "deno", "bun", "python", "python3", "ruby", "perl", "php", "gh", "bash", "sh", "zsh", "dash", "watch", "entr"}) | {"git"}

# The coding agent, started by the coding agent.
starts_agent(call) if call.name in {"claude", "claude-code"}

starts_agent(call) if {
	some word in call.args
	startswith(word, "@anthropic-ai/claude-code")
}

# Reads a shell command far enough to say which programs it runs with which words. It is not a shell: what it cannot
# read it reports as unreadable, and what it might read in two ways it reads in both.
package writ.lib.shell

# Line continuations join words; a command longer than this is not read at all.
joined := strings.replace_n({"\\\r\n": "", "\\\n": ""}, input.action.parameters.command) if not too_long

too_long if count(input.action.parameters.command) > 65536

# Every text that runs as a command: the command, then what it hands to another shell, three levels deep.
texts := ((level_0 | level_1) | level_2) | level_3

level_0 := {joined} | lines(joined)

level_1 := {text | some text in (inner(calls_0) | substituted(level_0)); not text in level_0}

level_2 := {text | some text in (inner(calls_1) | substituted(level_1)); not text in level_0; not text in level_1}

level_3 := {text | some text in (inner(calls_2) | substituted(level_2)); not text in level_1; not text in level_2}

# Programs as they are run: `{name, args, piped}`; the name is lower case and without its folder.
calls := ((calls_0 | calls_1) | calls_2) | calls_3

calls_0 := called(level_0)

calls_1 := called(level_1)

calls_2 := called(level_2)

calls_3 := called(level_3)

# INVARIANT: nesting beyond the third level is not read, so it counts as unreadable.
nested_too_deep if {
	some text in (inner(calls_3) | substituted(level_3))
	not text in texts
}

# A quote in a comment or in a here-document is no quote: there, each line is also read by itself.
lines(text) := {line | some line in split(text, "\n")} if {
	contains(text, "\n")
	contains_any(text, ["<<", "#"])
	regex.match(`<<|(^|\s)#`, text)
} else := set()

# Simple commands with the operator before each.
# Most commands need no regular expression: compiling one costs more than all else here.
segments(text) := [["", operator_of(part), trim_left(part, "|")] | some part in split(divided(text), ";")] if {
	not contains_any(text, ["(", ")", "'", `"`, `\`])
} else := regex.find_all_string_submatch_n(
	`(?s)([;&|()\s]*)((?:[<>]&|&>|>\||[^;&|\n()'"\\]|'[^']*'|"(?:[^"\\]|\\.)*"|\\.)+)`,
	text,
	-1,
)

# Every operator becomes `;`, a pipe `;|`; joined streams are taken out.
divided(text) := replace(replace(replace(replace(whole, "||", ";"), "&", ";"), "\n", ";"), "|", ";|") if {
	whole := replace(replace(replace(replace(replace(text, "2>&1", " "), ">&", ">"), "&>", ">"), ">|", ">"), "|&", "|")
}

operator_of(part) := "|" if startswith(part, "|")

else := ""

words(text) := [word | some word in split(strings.replace_n({"\t": " ", "\r": " ", "\n": " "}, text), " "); word != ""] if {
	not quoted(text)
} else := [unquoted(match[0]) |
	some match in regex.find_all_string_submatch_n(`(?s)(?:[^\s'"\\]|'[^']*'|"(?:[^"\\]|\\.)*"|\\.)+`, text, -1)
]

quoted(text) if contains_any(text, ["'", `"`, `\`])

contains_any(text, marks) if {
	some mark in marks
	contains(text, mark)
}

unquoted(word) := word if {
	not quoted(word)
} else := trim(word, "'") if {
	regex.match(`(?s)^'[^']*'$`, word)
} else := strings.replace_n({`\"`: `"`, `\\`: `\`, `\$`: "$"}, substring(word, 1, count(word) - 2)) if {
	regex.match(`(?s)^"(?:[^"\\]|\\.)*"$`, word)
} else := strings.replace_n({"'": "", `"`: "", `\`: ""}, word)

called(from) := {call |
	some text in from
	some segment in segments(text)
	words_here := words(segment[2])
	some at in positions(words_here)
	call := {
		"name": basename(words_here[at]),
		"args": array.slice(words_here, at + 1, count(words_here)),
		"piped": behind_pipe(segment[1]),
	}
}

behind_pipe(operator) if {
	contains(operator, "|")
	regex.match(`(^|[^|])\|&?[\s(]*$`, operator)
} else := false

# Where a program's name may stand: the first word that is no assignment or keyword; behind a program that runs
# another one, every word.
positions(list) := {at | some at, _ in list; at >= first} if {
	first := first_word(list)
	runs_another(list[first])
} else := {first_word(list)}

first_word(list) := min({at | some at, word in list; not transparent(word)})

transparent(word) if {
	contains(word, "=")
	regex.match(`^[A-Za-z_][A-Za-z0-9_]*\+?=`, word)
}

transparent(word) if word in {"{", "}", "!", "if", "then", "elif", "else", "fi", "while", "until", "do", "done", "time", "exec"}

runs_another(word) if {
	contains_any(word, ["<", ">"])
	regex.match(`^[0-9]*[<>]`, word)
}

runs_another(word) if basename(word) in wrappers

wrappers := {
	"sudo", "doas", "env", "nohup", "nice", "ionice", "timeout", "xargs", "parallel", "find", "stdbuf", "setsid", "watch", "flock",
	"ssh", "docker", "podman", "nerdctl", "kubectl", "su", "runuser", "gosu", "chroot", "unshare", "nsenter", "script", "command",
	"builtin", "busybox", "toybox", "strace", "caffeinate", "fakeroot", "proxychains", "proxychains4", "coproc", "wsl", "lxc",
	"systemd-run", "eval", "trap", "time", "exec", "pkexec", "docker-compose", "fd",
}

basename(word) := lower(parts[count(parts) - 1]) if {
	parts := split(word, "/")
}

shells := {"sh", "bash", "zsh", "dash", "ksh", "ash", "fish", "su", "runuser", "script"}

# What a call hands to another shell as text.
inner(from) := {text |
	some call in from
	some text in handed(call)
	text != ""
}

handed(call) := {arg |
	some at, arg in call.args
	regex.match(`[\s;|&]`, arg)
	at > 0
	regex.match(`^(-[A-Za-z]*c|--command|--|-[A-Za-z]+|-o|pipefail)$`, call.args[at - 1])
} if {
	call.name in shells
} else := {concat(" ", call.args)} | {arg | some arg in call.args; contains(arg, " ")} if {
	call.name in {"eval", "watch", "trap", "ssh", "parallel"}
} else := set()

# Command substitutions outside single quotes. What follows each opening is read as a command of its own.
substituted(from) := {text |
	some whole in from
	contains_any(whole, ["$(", "`"])
	some text in openings(unsingled(whole))
}

openings(text) := {part | some at, part in split(text, "$("); at > 0} | {part |
	some at, part in split(text, "`")
	at % 2 == 1
}

unsingled(text) := concat("", [match[0] |
	some match in regex.find_all_string_submatch_n(`(?s)'[^']*'|"(?:[^"\\]|\\.)*"|[^'"\\]+|\\.|.`, text, -1)
	not startswith(match[0], "'")
])

# What output is redirected into.
redirected contains trim(target[1], `"'`) if {
	some text in texts
	contains(text, ">")
	some target in regex.find_all_string_submatch_n(`>[>|&]?\s*([^\s;&|()<>]+)`, text, -1)
}

recursive(args) if {
	some arg in args
	startswith(arg, "-")
	regex.match(`^(-[A-Za-z]*[rR][A-Za-z]*|--recursive)$`, arg)
}

# Programs that send what they are given elsewhere, and the words that name where.
has_any(args, flags) if {
	some arg in args
	arg in flags
}

database_clients := {
	"psql", "pgcli", "mysql", "mycli", "mariadb", "sqlite3", "sqlcmd", "cockroach", "clickhouse-client", "clickhouse", "usql", "duckdb",
	"sqlplus", "mongosh", "mongo", "cqlsh", "snowsql", "bq",
}

# The text of a command that also runs a database client, quotes and backslashes taken out.
sql contains strings.replace_n({"'": " ", `"`: " ", `\`: ""}, text) if {
	some call in calls
	call.name in database_clients
	some text in texts
}

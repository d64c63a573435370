# Paths, compared as what they mean and not as they were written.
package writ.lib.paths

# The path without `.`, `..`, doubled and trailing slashes, with slashes alone and `~` for the home folder. What climbs above its start keeps
# its `..`; nothing is above the root. Undefined where it is too tangled to be followed, which `tangled` says.
normal(path) := path if not odd(path)

normal(path) := text if {
	odd(path)
	slashed := replace(path, `\`, "/")
	parts := parts_of(slashed)
	not ".." in parts
	text := rooted(slashed, parts)
}

normal(path) := text if {
	odd(path)
	slashed := replace(path, `\`, "/")
	parts := parts_of(slashed)
	".." in parts
	count(parts) <= longest
	text := rooted(slashed, standing(slashed, parts))
}

# A path that climbs more often than anybody's own does.
tangled(path) if {
	contains(path, "..")
	parts := parts_of(replace(path, `\`, "/"))
	".." in parts
	count(parts) > longest
}

longest := 64

odd(path) if regex.match(`\\|//|.+/$|(^|/)\.{1,2}(/|$)|^\$(HOME\b|\{HOME\})`, path)

parts_of(path) := [part | some part in split(homely(path), "/"); not part in {"", "."}]

homely(path) := concat("", ["~", trim_prefix(trim_prefix(path, "$HOME"), "${HOME}")]) if at_home(path)

homely(path) := path if not at_home(path)

at_home(path) if regex.match(`^\$(HOME\b|\{HOME\})`, path)

rooted(path, parts) := text if {
	text := concat("", [root(path), concat("/", parts)])
	text != ""
}

rooted(path, parts) := "." if {
	root(path) == ""
	count(parts) == 0
}

root(path) := "/" if startswith(path, "/")

root(path) := "" if not startswith(path, "/")

# Brackets by depth: a part stays if nothing after it goes below it, and a `..` if it goes below everything before it.
standing(path, parts) := [part |
	depths := [depth | some i, _ in parts; depth := sum([step_of(one) | some one in array.slice(parts, 0, i + 1)])]
	some i, part in parts
	stays(path, part, i, depths)
]

step_of("..") := -1

step_of(part) := 1 if part != ".."

stays(_, part, i, depths) if {
	part != ".."
	every later in array.slice(depths, i + 1, count(depths)) { later >= depths[i] }
}

stays(path, "..", i, depths) if {
	root(path) == ""
	depths[i] < 0
	every earlier in array.slice(depths, 0, i) { earlier > depths[i] }
}

# Where data goes. Domains, addresses, paths and buckets, compared as what they mean and not as text. Whatever cannot be read is
# inside of nothing.
package writ.lib.destinations

# The host of a URL, the domain of a mail address, or the text itself if it looks like a host; in lower case, without port
# and without a dot at the end. Undefined where it is none of them.
host_of(text) := host if {
	not contains(text, `\`)
	authority := regex.find_all_string_submatch_n(`^[A-Za-z][A-Za-z0-9+.-]*://([^/?#]*)`, text, 1)[0][1]
	host := plain_host(last(split(authority, "@")))
}

host_of(text) := host if {
	not contains(text, "://")
	contains(text, "@")
	regex.match(`^[^@\s]+@[^@\s]+$`, text)
	host := plain_host(split(text, "@")[1])
}

host_of(text) := host if {
	not contains(text, "://")
	not contains(text, "@")
	host := plain_host(text)
}

plain_host(text) := host if {
	name := regex.find_all_string_submatch_n(`^(\[[0-9A-Fa-f:.]+\]|[A-Za-z0-9._-]+)(?::[0-9]{1,5})?$`, text, 1)[0][1]
	host := lower(trim_suffix(name, "."))
	host != ""
}

last(items) := items[count(items) - 1]

# The host is one of the domains or below one: `mail.corp.example` is inside of `corp.example`, `evilcorp.example` is not.
inside(text, domains) if {
	host := host_of(text)
	some domain in domains
	below(host, lower(domain))
}

below(host, domain) if host == domain

below(host, domain) if endswith(host, concat("", [".", domain]))

# The host is an address of this machine, of a private network or of a cloud's metadata, in any of the usual spellings.
is_private(text) if {
	host := host_of(text)
	some name in {"localhost", "metadata.google.internal", "metadata"}
	below(host, name)
}

is_private(text) if {
	host := host_of(text)
	some suffix in {"internal", "local", "localdomain"}
	below(host, suffix)
}

is_private(text) if {
	number := ipv4_number(host_of(text))
	some range in private_ranges
	number >= range[0]
	number <= range[1]
}

is_private(text) if {
	host := host_of(text)
	startswith(host, "[")
	some prefix in {"[::1]", "[::]", "[fc", "[fd", "[fe8", "[fe9", "[fea", "[feb", "[::ffff:", "[0:0:0:0:0:", "[64:ff9b:", "[fd00:ec2"}
	startswith(host, prefix)
}

# 0/8, 10/8, 100.64/10, 127/8, 169.254/16, 172.16/12, 192.168/16, 198.18/15, 224/3
private_ranges := [
	[0, 16777215], [167772160, 184549375], [1681915904, 1686110207], [2130706432, 2147483647],
	[2851995648, 2852061183], [2886729728, 2887778303], [3232235520, 3232301055], [3323068416, 3323199487],
	[3758096384, 4294967295],
]

# An IPv4 address as a number, as a resolver reads it: one to four parts, each decimal, octal or hexadecimal.
ipv4_number(host) := number if {
	parts := split(host, ".")
	count(parts) <= 4
	every part in parts { regex.match(`^(0[xX][0-9A-Fa-f]{1,8}|[0-9]{1,11})$`, part) }
	numbers := [part_number(part) | some part in parts]
	count(numbers) == count(parts)
	leading := array.slice(numbers, 0, count(numbers) - 1)
	every one in leading { one <= 255 }
	shifts := [16777216, 65536, 256]
	high := sum([part | some i, one in leading; part := one * shifts[i]])
	number := high + last(numbers)
	number <= 4294967295
}

part_number(part) := to_number(part) if regex.match(`^(0|[1-9][0-9]*)$`, part)

part_number(part) := digits_number(substring(lower(part), 2, -1), 16) if regex.match(`^0[xX]`, part)

part_number(part) := digits_number(substring(part, 1, -1), 8) if regex.match(`^0[0-7]+$`, part)

digits := {"0": 0, "1": 1, "2": 2, "3": 3, "4": 4, "5": 5, "6": 6, "7": 7, "8": 8, "9": 9, "a": 10, "b": 11, "c": 12, "d": 13, "e": 14, "f": 15}

powers := {
	8: [1, 8, 64, 512, 4096, 32768, 262144, 2097152, 16777216, 134217728, 1073741824, 8589934592],
	16: [1, 16, 256, 4096, 65536, 1048576, 16777216, 268435456],
}

digits_number(text, base) := sum([part | some i, digit in split(text, ""); part := digits[digit] * powers[base][(count(text) - 1) - i]])

# The path without `.`, `..` and doubled slashes; one that climbs above its start has no normal form.
normal_path(path) := concat("", [root(path), concat("/", normal_parts(path))])

root(path) := "/" if startswith(path, "/")

root(path) := "" if not startswith(path, "/")

# A `..` takes away the nearest part before it that is still there: matched like brackets, by depth.
normal_parts(path) := kept if {
	not contains(path, "\u0000")
	parts := [part | some part in split(path, "/"); not part in {"", "."}]
	steps := [step | some part in parts; step := step_of(part)]
	every i, _ in steps { depth(steps, i) >= 0 }
	kept := [parts[i] |
		some i, step in steps
		step == 1
		not taken_away(steps, i)
	]
}

step_of("..") := -1

step_of(part) := 1 if part != ".."

depth(steps, i) := sum(array.slice(steps, 0, i + 1))

taken_away(steps, i) if {
	some j, step in steps
	j > i
	step == -1
	depth(steps, j) < depth(steps, i)
	every k in numbers.range(i, j - 1) { depth(steps, k) >= depth(steps, i) }
}

# The path is the folder or below it, once both are normal.
within_folder(path, folder) if normal_path(path) == normal_path(folder)

within_folder(path, folder) if startswith(normal_path(path), concat("", [trim_suffix(normal_path(folder), "/"), "/"]))

# The bucket of `s3://bucket/key`, `gs://bucket/key` and the like.
bucket_of(text) := regex.find_all_string_submatch_n(`^(?:s3|s3a|gs|gcs|az|oss)://([a-z0-9][a-z0-9._-]*)(?:/|$)`, lower(text), 1)[0][1]

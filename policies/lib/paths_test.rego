package writ.lib.paths_test

import data.writ.lib.paths

test_spellings if {
	every written, normal in {
		"a/b": "a/b",
		"./a//b/": "a/b",
		"a/./b/../c": "a/c",
		"a/../../b": "../b",
		"../../a": "../../a",
		"/a/../../b": "/b",
		"/..": "/",
		"/": "/",
		".": ".",
		"a/..": ".",
		"~/x/../.y": "~/.y",
		"$HOME/.y": "~/.y",
		`C:\work\.\x`: "C:/work/x",
		"": "",
	} {
		paths.normal(written) == normal
	}
}

test_tangled if {
	long := concat("/", [part | some i in numbers.range(1, 70); part := ["a", ".."][i % 2]])
	paths.tangled(long)
	not paths.normal(long)
	not paths.tangled("a/../b")
}

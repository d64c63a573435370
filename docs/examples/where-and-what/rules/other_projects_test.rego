package writ.rules.other_projects_test

import data.writ.rules.other_projects

write(path) := {"action": {"parameters": {"path": path}}}

test_speaks if {
	every path in {"/srv/project/../other/a", "/srv/projects/a", "../../etc/passwd", "/srv/project/x/../.env"} {
		other_projects.outcome with input as write(path)
	}
}

test_is_silent if not other_projects.outcome with input as write("/srv//project/src/./a.ts")

package writ.rules.no_piped_install_test

import data.writ.rules.no_piped_install

runs(commands) := {"action": {"shell": {"commands": commands}}}

call(program, fed_by) := {"program": program, "argv": [], "piped": count(fed_by) > 0, "fed_by": fed_by, "via": []}

test_speaks if no_piped_install.outcome with input as runs([call("curl", []), call("bash", ["curl"])])

test_is_silent if not no_piped_install.outcome with input as runs([call("curl", []), call("bash", [])])

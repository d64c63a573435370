package writ.rules.approve_push_to_protected_test

import data.writ.rules.approve_push_to_protected

test_speaks_1 if {
	approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push origin main"}, "shell": {"commands": [{"program": "git", "argv": ["push", "origin", "main"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push origin HEAD:main"}, "shell": {"commands": [{"program": "git", "argv": ["push", "origin", "HEAD:main"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push origin +release/1.2"}, "shell": {"commands": [{"program": "git", "argv": ["push", "origin", "+release/1.2"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push origin feature/main-menu"}, "shell": {"commands": [{"program": "git", "argv": ["push", "origin", "feature/main-menu"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git pull origin main"}, "shell": {"commands": [{"program": "git", "argv": ["pull", "origin", "main"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push -u origin HEAD"}, "shell": {"commands": [{"program": "git", "argv": ["push", "-u", "origin", "HEAD"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh pr merge 12 --admin"}, "shell": {"commands": [{"program": "gh", "argv": ["pr", "merge", "12", "--admin"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git push --all"}, "shell": {"commands": [{"program": "git", "argv": ["push", "--all"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh api -X PUT repos/a/b/pulls/1/merge"}, "shell": {"commands": [{"program": "gh", "argv": ["api", "-X", "PUT", "repos/a/b/pulls/1/merge"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh pr create --fill"}, "shell": {"commands": [{"program": "gh", "argv": ["pr", "create", "--fill"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh pr view 12"}, "shell": {"commands": [{"program": "gh", "argv": ["pr", "view", "12"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_7 if {
	approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git -c alias.p=push p origin main"}, "shell": {"commands": [{"program": "git", "argv": ["-c", "alias.p=push", "p", "origin", "main"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_8 if {
	approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "bash -c \"bash -c 'git push origin main'\""}, "shell": {"commands": [{"program": "bash", "argv": ["-c", "bash -c 'git push origin main'"], "piped": false, "fed_by": [], "via": []}, {"program": "bash", "argv": ["-c", "git push origin main"], "piped": false, "fed_by": [], "via": ["bash"]}, {"program": "git", "argv": ["push", "origin", "main"], "piped": false, "fed_by": [], "via": ["bash", "bash"]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_9 if {
	approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "env git push origin 'ma'\"in\""}, "shell": {"commands": [{"program": "env", "argv": ["git", "push", "origin", "main"], "piped": false, "fed_by": [], "via": []}, {"program": "git", "argv": ["push", "origin", "main"], "piped": false, "fed_by": [], "via": ["env"]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_10 if {
	approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "timeout 5 git push origin HEAD:refs/heads/main"}, "shell": {"commands": [{"program": "timeout", "argv": ["5", "git", "push", "origin", "HEAD:refs/heads/main"], "piped": false, "fed_by": [], "via": []}, {"program": "git", "argv": ["push", "origin", "HEAD:refs/heads/main"], "piped": false, "fed_by": [], "via": ["timeout"]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_6 if {
	not approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git stash push -m main"}, "shell": {"commands": [{"program": "git", "argv": ["stash", "push", "-m", "main"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_7 if {
	not approve_push_to_protected.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh api repos/a/b/pulls/1/merge --method GET"}, "shell": {"commands": [{"program": "gh", "argv": ["api", "repos/a/b/pulls/1/merge", "--method", "GET"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

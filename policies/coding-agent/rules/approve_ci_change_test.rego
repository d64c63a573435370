package writ.rules.approve_ci_change_test

import data.writ.rules.approve_ci_change

test_speaks_1 if {
	approve_ci_change.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": ".github/workflows/ci.yml"}}, "context": {}}
}

test_speaks_2 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm .git/hooks/pre-commit"}, "shell": {"commands": [{"program": "rm", "argv": [".git/hooks/pre-commit"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sed -i s/a/b/ Jenkinsfile"}, "shell": {"commands": [{"program": "sed", "argv": ["-i", "s/a/b/", "Jenkinsfile"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_ci_change.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": "src/workflows.ts"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cat .github/workflows/ci.yml"}, "shell": {"commands": [{"program": "cat", "argv": [".github/workflows/ci.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cp a b"}, "shell": {"commands": [{"program": "cp", "argv": ["a", "b"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh workflow disable ci.yml"}, "shell": {"commands": [{"program": "gh", "argv": ["workflow", "disable", "ci.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh secret set NPM_TOKEN < token"}, "shell": {"commands": [{"program": "gh", "argv": ["secret", "set", "NPM_TOKEN"], "piped": false, "fed_by": [], "via": []}], "redirects": [{"operator": "<", "target": "token"}], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh api -X DELETE repos/a/b/branches/main/protection"}, "shell": {"commands": [{"program": "gh", "argv": ["api", "-X", "DELETE", "repos/a/b/branches/main/protection"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_7 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "chmod -x .git/hooks/pre-commit"}, "shell": {"commands": [{"program": "chmod", "argv": ["-x", ".git/hooks/pre-commit"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_8 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git rm .github/workflows/ci.yml"}, "shell": {"commands": [{"program": "git", "argv": ["rm", ".github/workflows/ci.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_9 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "dd if=x of=.github/workflows/ci.yml"}, "shell": {"commands": [{"program": "dd", "argv": ["if=x", "of=.github/workflows/ci.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_10 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "find .github -delete"}, "shell": {"commands": [{"program": "find", "argv": [".github", "-delete"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_11 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "rm -rf .git/hooks"}, "shell": {"commands": [{"program": "rm", "argv": ["-rf", ".git/hooks"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cp .github/workflows/ci.yml /tmp/ci.yml"}, "shell": {"commands": [{"program": "cp", "argv": [".github/workflows/ci.yml", "/tmp/ci.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_5 if {
	not approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh workflow list"}, "shell": {"commands": [{"program": "gh", "argv": ["workflow", "list"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_6 if {
	not approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "gh api repos/a/b/branches/main/protection"}, "shell": {"commands": [{"program": "gh", "argv": ["api", "repos/a/b/branches/main/protection"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_12 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cd .github/workflows && rm ci.yml"}, "shell": {"commands": [{"program": "cd", "argv": [".github/workflows"], "piped": false, "fed_by": [], "via": []}, {"program": "rm", "argv": ["ci.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_13 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git checkout HEAD~5 -- .github/workflows/ci.yml"}, "shell": {"commands": [{"program": "git", "argv": ["checkout", "HEAD~5", "--", ".github/workflows/ci.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_14 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "git restore --source=HEAD~5 .github/workflows/ci.yml"}, "shell": {"commands": [{"program": "git", "argv": ["restore", "--source=HEAD~5", ".github/workflows/ci.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_15 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "awk -i inplace '{print}' .gitlab-ci.yml"}, "shell": {"commands": [{"program": "awk", "argv": ["-i", "inplace", "{print}", ".gitlab-ci.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_16 if {
	approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "python3 -c \"open('.github/workflows/ci.yml','w').write('x')\""}, "shell": {"commands": [{"program": "python3", "argv": ["-c", "open('.github/workflows/ci.yml','w').write('x')"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [{"program": "python3", "text": "open('.github/workflows/ci.yml','w').write('x')"}], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_7 if {
	not approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "cd .github/workflows && cat ci.yml"}, "shell": {"commands": [{"program": "cd", "argv": [".github/workflows"], "piped": false, "fed_by": [], "via": []}, {"program": "cat", "argv": ["ci.yml"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_8 if {
	not approve_ci_change.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "python3 -c \"print(open('.github/workflows/ci.yml').read())\""}, "shell": {"commands": [{"program": "python3", "argv": ["-c", "print(open('.github/workflows/ci.yml').read())"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [{"program": "python3", "text": "print(open('.github/workflows/ci.yml').read())"}], "functions": [], "unreadable": []}}, "context": {}}
}

package writ.rules.deploy_only_as_asked_test

import data.writ.rules.deploy_only_as_asked

test_speaks_1 if {
	deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "vercel --prod"}, "shell": {"commands": [{"program": "vercel", "argv": ["--prod"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npm run deploy"}, "shell": {"commands": [{"program": "npm", "argv": ["run", "deploy"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "vercel dev"}, "shell": {"commands": [{"program": "vercel", "argv": ["dev"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_2 if {
	not deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npm run build"}, "shell": {"commands": [{"program": "npm", "argv": ["run", "build"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker push corp/app:1"}, "shell": {"commands": [{"program": "docker", "argv": ["push", "corp/app:1"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npx semantic-release"}, "shell": {"commands": [{"program": "npx", "argv": ["semantic-release"], "piped": false, "fed_by": [], "via": []}, {"program": "semantic-release", "argv": [], "piped": false, "fed_by": [], "via": ["npx"]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_5 if {
	deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npx lerna publish"}, "shell": {"commands": [{"program": "npx", "argv": ["lerna", "publish"], "piped": false, "fed_by": [], "via": []}, {"program": "lerna", "argv": ["publish"], "piped": false, "fed_by": [], "via": ["npx"]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_6 if {
	deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "goreleaser release"}, "shell": {"commands": [{"program": "goreleaser", "argv": ["release"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_7 if {
	deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "mvn deploy"}, "shell": {"commands": [{"program": "mvn", "argv": ["deploy"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_8 if {
	deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "./gradlew publish"}, "shell": {"commands": [{"program": "gradlew", "argv": ["publish"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_9 if {
	deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "dotnet nuget push x.nupkg"}, "shell": {"commands": [{"program": "dotnet", "argv": ["nuget", "push", "x.nupkg"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_3 if {
	not deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "npm run release:dry"}, "shell": {"commands": [{"program": "npm", "argv": ["run", "release:dry"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_4 if {
	not deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "goreleaser release --snapshot"}, "shell": {"commands": [{"program": "goreleaser", "argv": ["release", "--snapshot"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_5 if {
	not deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "mvn verify"}, "shell": {"commands": [{"program": "mvn", "argv": ["verify"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_10 if {
	deploy_only_as_asked.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker buildx build --push -t corp/app ."}, "shell": {"commands": [{"program": "docker", "argv": ["buildx", "build", "--push", "-t", "corp/app", "."], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

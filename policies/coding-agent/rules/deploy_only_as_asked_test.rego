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

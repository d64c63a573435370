package writ.rules.approve_host_container_test

import data.writ.rules.approve_host_container

test_speaks_1 if {
	approve_host_container.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker run --privileged alpine"}, "shell": {"commands": [{"program": "docker", "argv": ["run", "--privileged", "alpine"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_2 if {
	approve_host_container.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker run -v /:/host alpine"}, "shell": {"commands": [{"program": "docker", "argv": ["run", "-v", "/:/host", "alpine"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_3 if {
	approve_host_container.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker run -v /var/run/docker.sock:/var/run/docker.sock x"}, "shell": {"commands": [{"program": "docker", "argv": ["run", "-v", "/var/run/docker.sock:/var/run/docker.sock", "x"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_speaks_4 if {
	approve_host_container.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "sudo podman run --pid host x"}, "shell": {"commands": [{"program": "sudo", "argv": ["podman", "run", "--pid", "host", "x"], "piped": false, "fed_by": [], "via": []}, {"program": "podman", "argv": ["run", "--pid", "host", "x"], "piped": false, "fed_by": [], "via": ["sudo"]}, {"program": "x", "argv": [], "piped": false, "fed_by": [], "via": ["sudo", "podman"]}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_host_container.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "docker run --rm -p 5432:5432 -v ./data:/data postgres:16"}, "shell": {"commands": [{"program": "docker", "argv": ["run", "--rm", "-p", "5432:5432", "-v", "./data:/data", "postgres:16"], "piped": false, "fed_by": [], "via": []}], "redirects": [], "code": [], "functions": [], "unreadable": []}}, "context": {}}
}

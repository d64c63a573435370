package writ.rules.deny_metadata_address_test

import data.writ.rules.deny_metadata_address

test_speaks_1 if {
	deny_metadata_address.outcome with input as {"action": {"tool": "http", "operation": "fetch", "parameters": {"url": "http://169.254.169.254/latest/meta-data/"}}, "context": {}}
}

test_speaks_2 if {
	deny_metadata_address.outcome with input as {"action": {"tool": "http", "operation": "get", "parameters": {"url": "file:///etc/passwd"}}, "context": {}}
}

test_speaks_3 if {
	deny_metadata_address.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "curl -s http://metadata.google.internal/computeMetadata/v1/"}, "shell": {"commands": [{"program": "curl", "argv": ["-s", "http://metadata.google.internal/computeMetadata/v1/"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_1 if {
	not deny_metadata_address.outcome with input as {"action": {"tool": "http", "operation": "fetch", "parameters": {"url": "https://example.com"}}, "context": {}}
}

test_stays_silent_2 if {
	not deny_metadata_address.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "curl localhost:3000"}, "shell": {"commands": [{"program": "curl", "argv": ["localhost:3000"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

test_stays_silent_3 if {
	not deny_metadata_address.outcome with input as {"action": {"tool": "shell", "operation": "execute", "parameters": {"command": "grep -r 169.254.169.254 src"}, "shell": {"commands": [{"program": "grep", "argv": ["-r", "169.254.169.254", "src"], "piped": false, "fed_by": [], "via": []}]}}, "context": {}}
}

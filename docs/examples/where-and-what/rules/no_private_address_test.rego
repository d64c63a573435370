package writ.rules.no_private_address_test

import data.writ.rules.no_private_address

fetch(url) := {"action": {"parameters": {"url": url}}}

test_speaks if {
	every url in {"http://169.254.169.254/latest", "http://0x7f.1/", "http://[::1]:8080/", "https://db.internal/", "http://8.8.8.8/"} {
		no_private_address.outcome with input as fetch(url)
	}
}

test_is_silent if not no_private_address.outcome with input as fetch("https://example.com/a")

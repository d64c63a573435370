package writ.rules.partner_clearance_test

import data.writ.rules.partner_clearance

upload(url, level) := {"action": {"parameters": {"url": url}}, "context": {"level": level}}

test_speaks if {
	partner_clearance.outcome with input as upload("https://in.print.example/a", "CONFIDENTIAL")
	partner_clearance.outcome with input as upload("https://else.example/a", "PUBLIC")
}

test_is_silent if not partner_clearance.outcome with input as upload("https://lab.example/a", "CONFIDENTIAL")

package writ.rules.mail_outside_test

import data.writ.rules.mail_outside

mail(to) := {"action": {"parameters": {"to": to}}}

test_speaks if {
	every to in {"dana@evilcorp.example", "ann@corp.example.evil.example", "not an address"} {
		mail_outside.outcome with input as mail(to)
	}
}

test_is_silent if not mail_outside.outcome with input as mail("Ann@Sales.Corp.example")

package writ.rules.own_bucket_test

import data.writ.rules.own_bucket

copy(to) := {"action": {"parameters": {"to": to}}}

test_speaks if {
	every to in {"s3://elsewhere/a", "https://corp-archive/a", "s3://corp-archive.evil/a"} {
		own_bucket.outcome with input as copy(to)
	}
}

test_is_silent if not own_bucket.outcome with input as copy("s3://corp-archive/2026/a")

package writ.lib.destinations_test

import data.writ.lib.destinations

test_hosts if {
	destinations.host_of("https://Mail.Corp.Example:8443/x?y#z") == "mail.corp.example"
	destinations.host_of("bob@corp.example") == "corp.example"
	destinations.host_of("corp.example.") == "corp.example"
	destinations.host_of("https://corp.example@evil.example/") == "evil.example"
	not destinations.host_of("bob@corp.example@evil.example")
	not destinations.host_of("two words")
	not destinations.host_of(`https://corp.example\@evil.example/`)
}

test_inside if {
	destinations.inside("bob@mail.corp.example", ["corp.example"])
	destinations.inside("https://corp.example/", ["CORP.example"])
	not destinations.inside("bob@evilcorp.example", ["corp.example"])
	not destinations.inside("https://corp.example.evil.example/", ["corp.example"])
	not destinations.inside("not a host", ["corp.example"])
}

test_private_in_every_spelling if {
	every text in {
		"http://127.0.0.1/", "http://localhost:80/", "http://169.254.169.254/latest", "http://2852039166/",
		"http://0xa9fea9fe/", "http://0251.0376.0251.0376/", "http://127.1/", "http://[::1]/", "http://[::ffff:10.0.0.1]/",
		"http://metadata.google.internal/", "10.1.2.3", "http://192.168.0.1:8080/", "http://db.internal/", "http://0/",
	} {
		destinations.is_private(text)
	}
}

test_public_is_not_private if {
	every text in {"https://example.com/", "8.8.8.8", "bob@corp.example", "http://172.32.0.1/", "http://11.0.0.1/"} {
		not destinations.is_private(text)
	}
}

test_paths if {
	destinations.within_folder("/srv/app/../app/data", "/srv/app")
	destinations.within_folder("/srv/app/", "/srv//app")
	not destinations.within_folder("/srv/app/../secret", "/srv/app")
	not destinations.within_folder("/srv/application", "/srv/app")
	not destinations.within_folder("../../etc/passwd", "/srv/app")
	destinations.normal_path("a/b/../../c/./d") == "c/d"
	not destinations.normal_path("/..")
}

test_buckets if {
	destinations.bucket_of("s3://My-Bucket/a/b") == "my-bucket"
	not destinations.bucket_of("https://bucket/a")
}

# Where data goes and what is inside: hosts, addresses, and the domains that count as one's own.
package writ.lib.places

# Example data: replace by the domains of your organisation.
internal_domains := {"corp.example", "localhost", "internal", "local", "test"}

own(host) if {
	some domain in internal_domains
	host == domain
}

own(host) if {
	some domain in internal_domains
	endswith(host, concat("", [".", domain]))
}

own(host) if {
	regex.match(`^(127\.\d+\.\d+\.\d+|10\.\d+\.\d+\.\d+|192\.168\.\d+\.\d+|172\.(1[6-9]|2\d|3[01])\.\d+\.\d+|0\.0\.0\.0|\[?::1\]?)$`, host)
}

# The host of each URL in a text, lower case, without user and port.
hosts(text) := {lower(match[1]) |
	some match in regex.find_all_string_submatch_n(`(?i)\b(?:https?|ftps?|sftp|wss?|scp|ssh|s3|gs)://(?:[^/\s'"@?#]*@)?(\[[^\]]+\]|[^/\s'":?#\\]+)`, text, -1)
}

# The domain of each e-mail address in a text.
domains(text) := {trim_right(lower(match[1]), ".") |
	some match in regex.find_all_string_submatch_n(`@([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*)`, text, -1)
}

# Addresses at which a cloud hands out credentials, in any spelling of the number, and schemes that read local files.
metadata(text) if {
	contains_any(lower(text), ["169.254", "100.100", "metadata", "fd00", "2852039166", "0xa9", "0251", "::ffff"])
	regex.match(
		`(?i)(169\.254\.169\.254|169\.254\.170\.2|100\.100\.100\.200|metadata\.google\.internal|metadata\.azure\.internal|fd00:ec2::254|//(2852039166|0xa9fea9fe|0xa9\.0xfe\.0xa9\.0xfe|0251\.0376\.0251\.0376|0*:*\[?::ffff:(169\.254\.169\.254|a9fe:a9fe)))`,
		text,
	)
}

local_scheme(text) if {
	contains_any(text, [":"])
	regex.match(`(?i)^\s*(file|gopher|dict|ldap|jar):`, text)
}

sensitive_labels := {"PII", "PHI", "SECRET", "FINANCIAL"}

sensitive(level, _) if level in {"CONFIDENTIAL", "RESTRICTED"}

sensitive(_, labels) if {
	some label in labels
	label in sensitive_labels
}

# Files that hold keys.
keys(path) if {
	contains_any(path, [".ssh", ".aws", ".kube", ".gnupg", "gcloud", ".docker", ".netrc", ".pgpass", "/etc/"])
	regex.match(`(?i)(^|/)(\.ssh/(id_[^/.]+|[^/]*\.pem)$|\.aws/credentials|\.kube/config|\.gnupg(/|$)|\.config/gcloud/.*credentials|\.docker/config\.json|\.netrc|\.pgpass)|^/etc/(shadow|sudoers)|/etc/shadow$`, path)
}

# A folder in which keys or credentials are kept.
key_folder(path) if regex.match(`(?i)(^|/)\.(ssh|aws|gnupg|kube|docker)(/[^/]*\*[^/]*)*$`, path)

system(path) if {
	contains_any(path, ["/", "~"])
	regex.match(`^(/etc|/usr|/bin|/sbin|/lib|/boot|/System|/Library)(/|$)|(^|/)\.ssh/authorized_keys$|^(~|\$HOME|/home/[^/]+|/Users/[^/]+|/root)/\.(bashrc|zshrc|profile|bash_profile|zprofile|zshenv|gitconfig)$|^/var/spool/cron`, path)
}

# Files of the machine itself: what it is, who may use it, what happened on it. Reading most of them is harmless; removing or sending them is not.
machine(path) if regex.match(`^/(etc|proc|sys|boot|dev/(mem|kmem|sd|nvme|disk)|var/(log|lib|spool|mail|backups|db|run)|usr|bin|sbin|lib|lib64|root|run|System|Library|private/(etc|var))(/|$)`, path)

# Where programs keep what may go at any time.
passing(path) if regex.match(`^/(var/(tmp|cache)|tmp|dev/(null|stdout|stderr|shm)|proc/self/fd|run/user)(/|$)|^/var/lib/apt/lists`, path)

# Cheap, before a regular expression is compiled.
contains_any(text, marks) if {
	some mark in marks
	contains(text, mark)
}

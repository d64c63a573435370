# Where data may go, and where it never goes. Example data: replace it by your own.
package writ.lib.exfiltration

import data.writ.lib.destinations

own_domains := {"corp.example", "localhost", "internal", "local", "test"}

own_buckets := {"corp-data", "corp-build"}

# Storage accounts, and remotes of `rclone` and `mc`.
own_accounts := {"corpdata"}

own_remotes := {"corp"}

# Organisations on hosts that are shared with everybody.
own_organisations := {"github.com/corp"}

git_hosts := {"github.com", "gitlab.com", "bitbucket.org", "corp.example"}

# Made for dropping or catching data.
drop_sites := {
	"pastebin.com", "paste.ee", "hastebin.com", "dpaste.com", "dpaste.org", "ix.io", "sprunge.us", "termbin.com", "0x0.st", "paste.rs", "rentry.co",
	"transfer.sh", "file.io", "gofile.io", "anonfiles.com", "bashupload.com", "temp.sh", "oshi.at", "filebin.net", "uguu.se", "catbox.moe", "litterbox.catbox.moe",
	"webhook.site", "requestbin.com", "requestbin.net", "pipedream.net", "beeceptor.com", "hookbin.com", "interact.sh", "oast.fun", "oast.pro", "oast.live", "oast.site",
	"burpcollaborator.net", "canarytokens.com", "dnslog.cn", "ceye.io",
	"ngrok.io", "ngrok.app", "ngrok-free.app", "ngrok.dev", "trycloudflare.com", "loca.lt", "serveo.net", "localhost.run", "bore.pub", "pagekite.me",
	"api.telegram.org",
}

drop_site(host) if {
	some site in drop_sites
	destinations.below(host, site)
}

# A path of an ordinary site that catches data.
catches(text) if regex.match(`(?i)\bdiscord(app)?\.com/api/(v\d+/)?webhooks/`, text)

own(host) if {
	some domain in own_domains
	destinations.below(host, domain)
}

own(host) if regex.match(`^(127\.\d+\.\d+\.\d+|\[::1\])$`, host)

# Hosts in a text: of URLs, and of addresses.
hosts(text) := {lower(match[1]) |
	some match in regex.find_all_string_submatch_n(`(?i)(?:\b[a-z][a-z0-9+.-]*://(?:[^/\s'"@?#]*@)?|[A-Za-z0-9._%+-]@)(\[[^\]]+\]|[A-Za-z0-9][A-Za-z0-9.-]*)`, text, -1)
}

# Words of a command that may be a host, for programs that take one without a scheme.
named_hosts(args) := {host |
	some arg in args
	some host in hosts(arg)
} | {lower(match[1]) |
	some arg in args
	some match in regex.find_all_string_submatch_n(`^(?:[^@/\s]+@)?(localhost|[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?:[:/].*)?$`, arg, 1)
}

sensitive(level, _) if level in {"CONFIDENTIAL", "RESTRICTED"}

sensitive(_, labels) if {
	some label in labels
	label in {"PII", "PHI", "SECRET", "FINANCIAL"}
}

# All hosts that a command names are one's own; one that names none is not known to stay.
stays(args) if {
	found := named_hosts([arg | some arg in args; not local_file(arg)])
	count(found) > 0
	every host in found {
		own(host)
	}
}

# `build.zip` is a file, `https://build.zip/` and `u@build.zip` are not.
local_file(arg) if {
	data_file(arg)
	not regex.match(`:|[^=]@`, arg)
}

# Files that hold data rather than a program: archives, dumps, tables, keys, environments.
data_file(path) if {
	regex.match(`(?i)\.(tar|tgz|tbz2?|txz|zip|7z|rar|gz|bz2|xz|zst|sql|dump|bak|db|sqlite3?|csv|tsv|parquet|xlsx?|pem|key|p12|pfx|kdbx|mbox|pst|bundle|pcap|hprof|vmdk|img)$|(^|/)(\.env(\.[a-z]+)?|id_(rsa|dsa|ecdsa|ed25519)|passwd|shadow|\.netrc|\.npmrc|\.pgpass|\.git-credentials|credentials)$`, path)
	not regex.match(`(?i)\.(example|sample|template|dist)$`, path)
}

# The value of an option, in both spellings.
option(args, name) := args[i + 1] if {
	some i, arg in args
	arg == name
}

option(args, name) := trim_prefix(arg, concat("", [name, "="])) if {
	some arg in args
	startswith(arg, concat("", [name, "="]))
}

# A part of an address that carries more than a name or a number does.
carries(url) if regex.match(`[?&#;][^?]*[A-Za-z0-9+/_=-]{160}|/[A-Za-z0-9+_=-]{200}`, url)

# Programs that talk to another host.
network := {"curl", "wget", "nc", "ncat", "netcat", "socat", "telnet", "ssh", "scp", "sftp", "ftp", "lftp", "openssl", "http", "https", "xh", "rclone", "mail", "mailx", "sendmail"}

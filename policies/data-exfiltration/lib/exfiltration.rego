# Where data may go, and where it never goes. Example data: replace it by your own.
package writ.lib.exfiltration

import data.writ.lib.destinations

own_domains := {"corp.example", "localhost", "internal", "local", "test"}

own_buckets := {"corp-data", "corp-build"}

git_hosts := {"github.com", "gitlab.com", "bitbucket.org", "corp.example"}

# Made for dropping or catching data.
drop_sites := {
	"pastebin.com", "paste.ee", "hastebin.com", "dpaste.com", "dpaste.org", "ix.io", "sprunge.us", "termbin.com", "0x0.st", "paste.rs", "rentry.co",
	"transfer.sh", "file.io", "gofile.io", "anonfiles.com", "bashupload.com", "temp.sh", "oshi.at", "filebin.net", "uguu.se", "catbox.moe", "litterbox.catbox.moe",
	"webhook.site", "requestbin.com", "requestbin.net", "pipedream.net", "beeceptor.com", "hookbin.com", "interact.sh", "oast.fun", "oast.pro", "oast.live", "oast.site",
	"burpcollaborator.net", "canarytokens.com", "dnslog.cn", "ceye.io",
	"ngrok.io", "ngrok.app", "ngrok-free.app", "ngrok.dev", "trycloudflare.com", "loca.lt", "serveo.net", "localhost.run", "bore.pub", "pagekite.me",
	"discord.com", "discordapp.com", "api.telegram.org",
}

drop_site(host) if {
	some site in drop_sites
	destinations.below(host, site)
}

own(host) if {
	some domain in own_domains
	destinations.below(host, domain)
}

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
	some match in regex.find_all_string_submatch_n(`^(?:[^@/\s]+@)?([A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+)(?:[:/].*)?$`, arg, 1)
}

sensitive(level, _) if level in {"CONFIDENTIAL", "RESTRICTED"}

sensitive(_, labels) if {
	some label in labels
	label in {"PII", "PHI", "SECRET", "FINANCIAL"}
}

# Programs that talk to another host.
network := {"curl", "wget", "nc", "ncat", "netcat", "socat", "telnet", "ssh", "scp", "sftp", "ftp", "lftp", "openssl", "http", "https", "xh", "rclone", "mail", "mailx", "sendmail"}

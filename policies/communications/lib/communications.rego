# Who is inside, and how much is much. Example data: replace it by your own.
package writ.lib.communications

own_domains := {"corp.example"}

# Outside, but files and invitations are nothing special.
trusted_domains := {"partner.example"}

most_recipients := 20

most_in_an_hour := 30

public_channels := {"general", "announcements", "all", "public", "everyone", "here"}

# Every recipient, whatever the parameter is called: a text with commas or a list of texts.
recipients(parameters) := {recipient |
	some name in {"to", "cc", "bcc", "recipients", "attendees"}
	some recipient in addresses(parameters[name])
}

addresses(value) := {trim(part, " ") | some part in split(value, ",")} if is_string(value)

addresses(value) := {address | some part in value; address := address_of(part)} if is_array(value)

# INVARIANT: what cannot be read as an address stays in as it is, and is outside.
addresses(value) := {json.marshal(value)} if {
	not is_string(value)
	not is_array(value)
}

address_of(part) := trim(part, " ") if is_string(part)

address_of(part) := json.marshal(part) if not is_string(part)

# The domain of `Ann <ann@corp.example>` and of `ann@corp.example`.
domain_of(address) := lower(trim_right(regex.find_all_string_submatch_n(`@([A-Za-z0-9.-]+)>?$`, address, 1)[0][1], "."))

inside(address) if belongs(domain_of(address), own_domains)

known(address) if inside(address)

known(address) if belongs(domain_of(address), trusted_domains)

belongs(domain, domains) if domain in domains

belongs(domain, domains) if {
	some own in domains
	endswith(domain, concat("", [".", own]))
}

outside(parameters) := {recipient | some recipient in recipients(parameters); not inside(recipient)}

strangers(parameters) := {recipient | some recipient in recipients(parameters); not known(recipient)}

confidential(level) if level in {"CONFIDENTIAL", "RESTRICTED"}

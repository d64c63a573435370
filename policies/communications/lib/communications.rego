# Who is inside, and how much is much. Example data: replace it by your own.
package writ.lib.communications

import data.writ.lib.destinations

own_domains := {"corp.example"}

# Outside, but files and invitations are nothing special.
trusted_domains := {"partner.example"}

most_recipients := 20

most_in_an_hour := 30

most_of_a_campaign := 500

public_channels := {"general", "announcements", "all", "public", "everyone", "here"}

# Who does not want to hear from us, in lower case.
unsubscribed := {"gone@else.example"}

sensitive_labels := {"PII", "PHI", "SECRET", "FINANCIAL"}

addressing := {"to", "cc", "bcc", "torecipients", "ccrecipients", "bccrecipients", "recipients", "attendees", "invitees", "guests"}

# Every recipient, whatever the parameter is called and however deep it is: a text with commas, a list of texts, or objects with an address.
recipients(parameters) := {recipient |
	walk(parameters, [path, value])
	named(path) in addressing
	some recipient in addresses(value)
}

# The name under which a value stands, without case and signs.
named(path) := plain(path[count(path) - 1])

plain(name) := lower(replace(replace(name, "_", ""), "-", "")) if is_string(name)

# There is a file, by whatever name.
attached(parameters) if {
	walk(parameters, [path, value])
	carries(named(path))
	not value in {null, false, "", [], {}}
}

carries(name) if startswith(name, "attach")

carries(name) if name in {"file", "files", "document", "documents", "media"}

addresses(value) := {bare(part) | some part in split(replace(value, ";", ","), ","); trim_space(part) != ""} if is_string(value)

addresses(value) := {address | some part in value; address := address_of(part)} if is_array(value)

addresses(value) := {address_of(value)} if {
	not is_string(value)
	not is_array(value)
}

address_of(part) := bare(part) if is_string(part)

address_of(part) := bare(found[0]) if {
	found := names(part)
	count(found) == 1
}

# INVARIANT: what cannot be read as one address stays in as it is, and is outside.
address_of(part) := json.marshal(part) if {
	not is_string(part)
	count(names(part)) != 1
}

names(part) := [value | some key, value in part; lower(key) in {"email", "address"}; is_string(value)] if is_object(part)

names(part) := [] if not is_object(part)

# The address in `Ann <ann@corp.example>`; the text itself where there is none.
bare(text) := lower(regex.find_all_string_submatch_n(`^[^<>]*<([^<>\s]+)>$`, trim_space(text), 1)[0][1])

bare(text) := lower(trim_space(text)) if not regex.match(`^[^<>]*<([^<>\s]+)>$`, trim_space(text))

inside(address) if destinations.inside(address, own_domains)

known(address) if inside(address)

known(address) if destinations.inside(address, trusted_domains)

outside(parameters) := {recipient | some recipient in recipients(parameters); not inside(recipient)}

strangers(parameters) := {recipient | some recipient in recipients(parameters); not known(recipient)}

sensitive(level, _) if level in {"CONFIDENTIAL", "RESTRICTED"}

sensitive(_, found) if {
	some label in found
	label in sensitive_labels
}

everybody(channel) if trim_left(lower(channel), "#@") in public_channels

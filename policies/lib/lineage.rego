# Where values come from. What the user asks to send to somebody whom the user names may go there, secrets and health data excepted.
package writ.lib.lineage

kept := {"SECRET", "PHI"}

# The user asks for this act and names everybody who gets it, and nothing that was read may never leave.
declassified(call_origin, recipients_named, labels) if {
	call_origin == "requested"
	recipients_named
	not holds_kept(labels)
}

# The user asks for this act, whoever gets it is accounted for by the request, a fact or a field of structured data, and what goes carries nothing sensitive.
answering(call_origin, recipients_known, carries, labels) if {
	call_origin in {"requested", "delegated"}
	recipients_known
	not guarded(carries)
	not holds_kept(labels)
}

guarded(carries) if {
	some label in carries
	label in {"PII", "PHI", "SECRET", "FINANCIAL", "UNREAD"}
}

holds_kept(labels) if {
	some label in labels
	label in kept
}

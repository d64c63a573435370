# Where values come from. What the user asks to send to somebody whom the user names may go there, secrets and health data excepted.
package writ.lib.lineage

kept := {"SECRET", "PHI"}

# The user asks for this act and names everybody who gets it, and nothing that was read may never leave.
declassified(call_origin, recipients_named, labels) if {
	call_origin == "requested"
	recipients_named
	not holds_kept(labels)
}

holds_kept(labels) if {
	some label in labels
	label in kept
}

# METADATA
# scope: package
# title: What the user asks for by name may go
# description: Once a session has touched personal data, faxes go only to whom the user names.
# custom:
#   id: fax_as_asked
#   class: context_dependent_deny
#   result: DENY
#   priority: 520
#   applies_to:
#     - { tool: partner, operation: fax }
#   severity: HIGH
#   overridable: false
package writ.rules.fax_as_asked

import data.writ.lib.labels
import data.writ.lib.lineage

outcome := {"reason": "the session has touched personal data, and the user did not name this recipient"} if {
	labels.has_label(input.context.data_classifications, "PII")
	not as_asked
}

as_asked if lineage.declassified(input.context.call_origin, input.context.recipients_named, input.context.data_classifications)

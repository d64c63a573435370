# METADATA
# scope: package
# title: What the user asks for by name may go
# description: Once a session has touched personal data, faxes go only to whom the user names, and to whom the data names if nothing personal goes with them.
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

outcome := {"reason": "the session has touched personal data, and neither did the user name this recipient nor is the fax free of such data"} if {
	labels.has_label(input.context.data_classifications, "PII")
	not as_asked
}

as_asked if lineage.declassified(input.context.call_origin, input.context.recipients_named, input.context.data_classifications)

as_asked if lineage.answering(input.context.call_origin, input.context.recipients_known, input.context.carries, input.context.data_classifications)

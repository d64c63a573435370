# METADATA
# scope: package
# title: Nothing is posted once customers were exported
# description: Nothing is posted once customers were exported.
# custom:
#   id: no_post_after_export
#   class: context_dependent_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: web, operation: post }
#   severity: MEDIUM
#   overridable: false
package writ.rules.no_post_after_export

import data.writ.lib.temporal

outcome := {"reason": "customers were exported in this session"} if temporal.formerly(input.context.tracked.exports)

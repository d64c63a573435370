# METADATA
# scope: package
# title: A deployment only within half an hour of its tests
# description: A deployment only within half an hour of its tests.
# custom:
#   id: deploy_after_tests
#   class: context_dependent_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: ci, operation: deploy }
#   severity: MEDIUM
#   overridable: false
package writ.rules.deploy_after_tests

import data.writ.lib.temporal

outcome := {"reason": "run the tests first"} if not temporal.formerly_within(input.context.tracked.tests)

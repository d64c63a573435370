# METADATA
# scope: package
# title: "Reading in bulk"
# description: "More rows within an hour than a question needs."
# custom:
#   id: approve_bulk_reading
#   class: standard_deny
#   result: STEP_UP
#   priority: 435
#   applies_to:
#     - {"tool": "database", "operation": "query"}
#   severity: MEDIUM
#   approvers: ["approver"]
#   references:
#     - "AARM R3.2"
package writ.rules.approve_bulk_reading

import data.writ.lib.temporal

outcome := {"reason": "many rows were read within an hour"} if temporal.over_budget(input.context.tracked.rows_asked, 0, 9999)

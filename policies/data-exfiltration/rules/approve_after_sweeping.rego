# METADATA
# scope: package
# title: "After sweeping through files"
# description: "A message or upload right after more was read than a task needs."
# custom:
#   id: approve_after_sweeping
#   class: standard_deny
#   result: STEP_UP
#   priority: 435
#   applies_to:
#     - {"effect": "send"}
#     - {"tool": "http", "operation": "post"}
#     - {"tool": "http", "operation": "put"}
#     - {"tool": "http", "operation": "upload"}
#   severity: MEDIUM
#   approvers: ["approver"]
#   references:
#     - "AARM R3.2"
package writ.rules.approve_after_sweeping

import data.writ.lib.temporal

outcome := {"reason": "very much was read within ten minutes, and now something would be sent"} if temporal.used_up(input.context.tracked.files_read, 200)

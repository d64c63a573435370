# METADATA
# scope: package
# title: "Ordinary work on clouds"
# description: "What a cloud tool does that no other rule objects to."
# custom:
#   id: allow_cloud_work
#   class: standard_allow
#   result: ALLOW
#   priority: 165
#   applies_to:
#     - {"tool": "cloud"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
package writ.rules.allow_cloud_work

outcome := {"reason": "ordinary work on a cloud"} if not regex.match(`(?i)^(delete|terminate|destroy|remove|purge|deploy)|[_-](delete|terminate|destroy|deploy)$`, input.action.operation)

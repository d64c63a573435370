# METADATA
# scope: package
# title: Only this project
# description: Files are written below the project, and never to its settings.
# custom:
#   id: other_projects
#   class: standard_deny
#   result: DENY
#   priority: 500
#   applies_to:
#     - { tool: files, operation: write }
#   severity: MEDIUM
#   overridable: false
#   parameters:
#     path: { type: string }
package writ.rules.other_projects

import data.writ.lib.destinations

outcome := {"reason": "this path is not below /srv/project"} if {
	not destinations.within_folder(input.action.parameters.path, "/srv/project")
}

else := {"reason": "these settings are not changed by agents"} if {
	endswith(destinations.normal_path(input.action.parameters.path), "/.env")
}

# METADATA
# scope: package
# title: "The host's own tools"
# description: "Plans, lists, questions, sub-agents and skills of a coding agent: what they lead to is decided when it runs."
# custom:
#   id: allow_host_tools
#   class: standard_allow
#   result: ALLOW
#   priority: 100
#   applies_to:
#     - {"tool": "todowrite", "operation": "call"}
#     - {"tool": "todoread", "operation": "call"}
#     - {"tool": "exitplanmode", "operation": "call"}
#     - {"tool": "enterplanmode", "operation": "call"}
#     - {"tool": "askuserquestion", "operation": "call"}
#     - {"tool": "bashoutput", "operation": "call"}
#     - {"tool": "killshell", "operation": "call"}
#     - {"tool": "killbash", "operation": "call"}
#     - {"tool": "taskoutput", "operation": "call"}
#     - {"tool": "taskcreate", "operation": "call"}
#     - {"tool": "taskupdate", "operation": "call"}
#     - {"tool": "tasklist", "operation": "call"}
#     - {"tool": "taskget", "operation": "call"}
#     - {"tool": "taskstop", "operation": "call"}
#     - {"tool": "toolsearch", "operation": "call"}
#     - {"tool": "listmcpresourcestool", "operation": "call"}
#     - {"tool": "readmcpresourcetool", "operation": "call"}
#     - {"tool": "slashcommand", "operation": "call"}
#     - {"tool": "sendmessage", "operation": "call"}
#     - {"tool": "lsp", "operation": "call"}
#     - {"tool": "ls", "operation": "call"}
#     - {"tool": "skill"}
#     - {"tool": "agent", "operation": "spawn"}
#   severity: LOW
#   references:
#     - "AARM R3.2"
package writ.rules.allow_host_tools

outcome := {"reason": "a tool of the host itself, with no effect outside"} if input.action.operation in {"call", "spawn"}

outcome := {"reason": "a tool of the host itself, with no effect outside"} if input.action.tool == "skill"

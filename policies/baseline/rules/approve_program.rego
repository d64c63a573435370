# METADATA
# scope: package
# title: "Programs that reach beyond the project"
# description: "A Python program that changes the machine or somebody's files, reads credentials, sends files away, runs what it hides or downloads, uses the machine up, or makes keys that can be guessed."
# custom:
#   id: approve_program
#   class: standard_deny
#   result: STEP_UP
#   priority: 400
#   applies_to:
#     - {"tool": "shell", "operation": "execute"}
#     - {"tool": "python"}
#     - {"tool": "*python*"}
#     - {"tool": "code_interpreter"}
#     - {"tool": "ipython"}
#     - {"tool": "jupyter"}
#   severity: HIGH
#   approvers: ["approver"]
#   parameters:
#     "*": {"type": "any", "optional": true}
#   references:
#     - "AARM R3.2"
#     - "CWE-335 Incorrect Usage of Seeds in PRNG"
package writ.rules.approve_program

import data.writ.lib.programs

outcome := {"reason": "this program changes files outside of the project"} if {
	outside
} else := {"reason": "this program reads credentials"} if {
	programs.reads_secret
} else := {"reason": "this program sends a file of the machine away"} if {
	programs.sending
	programs.machine_file
} else := {"reason": "this program sends its environment away"} if {
	programs.sending
	programs.environment
} else := {"reason": "this program runs what it hides or downloads"} if {
	fetched
} else := {"reason": "this program runs commands that would be asked about in a shell"} if {
	programs.commands_harshly
} else := {"reason": "this program takes connections, or hands a shell to one"} if {
	connected
} else := {"reason": "this program ends other processes, or uses the machine up"} if {
	exhausting
} else := {"reason": "this program watches the person at the machine, or changes whose it is"} if {
	watching
} else := {"reason": "this program makes keys that can be guessed: its random numbers have a seed"} if {
	programs.guessable_keys
} else := {"reason": "this program cannot be read"} if {
	count(input.action.python.unreadable) > 0
}

outside if {
	some call in programs.calls
	programs.harms(call)
}

outside if programs.sweeps

fetched if programs.runs_hidden

fetched if programs.downloads_and_runs

connected if programs.listens

connected if programs.connects_back

exhausting if {
	some call in programs.calls
	programs.kills(call)
}

exhausting if programs.bombs

watching if programs.watches

watching if programs.becomes_root

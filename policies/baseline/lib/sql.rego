# Reads SQL far enough to tell a statement from a string that only mentions one.
package writ.lib.sql

# The text of a query tool: the first of the names that such tools use.
given contains input.action.parameters.sql

given contains input.action.parameters.query

given contains input.action.parameters.statement

# Statements without string literals, quoted names and comments. Where the dialect could see code in those (backslash
# escapes, executable comments, dynamic SQL), the text stays as it is.
code(text) := lower(text) if {
	regex.match(`(?i)\\|/\*!|\bexec(ute)?\b|\bdo\b|\bprepare\b|\$\$`, text)
} else := lower(concat(" ", [match[0] |
	some match in regex.find_all_string_submatch_n(`(?s)'(?:[^']|'')*'|--[^\n]*|/\*.*?\*/|"[^"]*"|[^'"/-]+|.`, text, -1)
	not regex.match(`(?s)^('.*'|".*"|--.*|/\*.*\*/)$`, match[0])
]))

statements(text) := [trim_space(part) | some part in split(code(text), ";"); trim_space(part) != ""]

gap := `(\s|/\*.*?\*/|--[^\n]*\n)+`

drops_database(text) if regex.match(concat("", [`(?is)\bdrop`, gap, `(database|schema)\b`]), text)

drops_table(text) if {
	regex.match(concat("", [`(?is)\b(drop`, gap, `table|truncate)\b`]), text)
}

# DELETE or UPDATE with no WHERE.
unbounded(statement) if {
	regex.match(`(?is)^\s*(with\b.*)?\b(delete\s+from|update\s+\S+\s+set)\b`, statement)
	not regex.match(`(?i)\bwhere\b`, statement)
}

# Statements that reach the host or the rights of others.
reaches_out(text) if regex.match(`(?i)\bto\s+program\b|\bfrom\s+program\b|\bxp_cmdshell\b|\binto\s+outfile\b|\bload_file\s*\(|\blo_export\b`, text)

changes_rights(text) if regex.match(`(?i)^\s*(grant|revoke|alter\s+(role|user)|create\s+(role|user)|drop\s+(role|user))\b`, text)

reads(text) if regex.match(`(?i)^\s*(select|with|table|show|values|explain|describe)\b`, text)

deletes(text) if regex.match(`(?i)\bdelete\s+from\b`, text)

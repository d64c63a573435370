# What SQL does, from its parsed view: `input.action.sql` of a query tool, `input.action.shell.sql` of a database client.
package writ.lib.sql

# The statements of a query tool.
given := input.action.sql.statements

statements contains statement if some statement in input.action.sql.statements

statements contains statement if some statement in input.action.shell.sql.statements

# Files, programs and other servers that the SQL reaches.
reaches contains what if some what in input.action.sql.reaches

reaches contains what if some what in input.action.shell.sql.reaches

# INVARIANT: what cannot be read is never taken for harmless. A shell's view tells it of its clients itself.
unreadable if count(input.action.sql.unreadable) > 0

drops_database(statement) if {
	statement.kind == "drop"
	statement.object in {"database", "schema", "keyspace"}
}

removes_table(statement) if statement.kind == "truncate"

removes_table(statement) if {
	statement.kind == "drop"
	statement.object in {"table", "owned", "tablespace", "materialized"}
}

# DELETE or UPDATE of every row: no condition, or one that always holds.
unbounded(statement) if {
	statement.kind in {"delete", "update"}
	not statement.has_where
}

unbounded(statement) if {
	statement.kind in {"delete", "update"}
	statement.always_true
}

changes_rights(statement) if statement.kind == "grant"

changes_rights(statement) if {
	statement.kind in {"create", "alter", "drop"}
	statement.object == "role"
}

reads(statement) if statement.kind in {"select", "show"}

deletes(statement) if statement.kind == "delete"

# Levels and labels. Compares the levels and labels of a classification; what is no known level counts as the highest.
package writ.lib.labels

rank := {"PUBLIC": 0, "INTERNAL": 1, "CONFIDENTIAL": 2, "RESTRICTED": 3}

rank_of(level) := rank[level]

rank_of(level) := 3 if not rank[level]

# `level` is `floor` or above.
at_least(level, floor) if rank_of(level) >= rank_of(floor)

# The labels have this one.
has_label(labels, label) if label in labels

# The labels have one of these.
has_any(labels, wanted) if {
	some label in labels
	label in wanted
}

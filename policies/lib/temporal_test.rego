package writ.lib.temporal_test

import data.writ.lib.temporal

nothing := {
	"count": 0, "sum": 0, "last_s_ago": null,
	"within": {"count": 0, "sum": 0},
	"same": {"count": 0, "sum": 0, "last_s_ago": null},
}

past := {
	"count": 5, "sum": 500, "last_s_ago": 20,
	"within": {"count": 2, "sum": 90},
	"same": {"count": 1, "sum": 50, "last_s_ago": 30},
}

unknown := object.union(past, {"within": {"count": 2, "sum": null}})

test_formerly if {
	temporal.formerly(past)
	not temporal.formerly(nothing)
	temporal.formerly_within(past)
	not temporal.formerly_within(object.union(past, {"within": {"count": 0, "sum": 0}}))
}

test_counting if {
	temporal.count_within(past) == 2
	temporal.count_within(nothing) == 0
	temporal.used_up(past, 2)
	not temporal.used_up(past, 3)
}

test_summing if {
	temporal.sum_within(past) == 90
	not temporal.sum_within(unknown)
	temporal.over_budget(past, 11, 100)
	not temporal.over_budget(past, 10, 100)
}

test_what_cannot_be_added_up_is_too_much if {
	temporal.over_budget(unknown, 1, 100)
	temporal.over_budget(past, "1", 100)
	temporal.over_budget(past, -50, 100)
}

test_same_key if {
	temporal.happened_before_with_same(past)
	not temporal.happened_before_with_same(nothing)
	temporal.count_with_same(past) == 1
}

test_cooling_down if {
	temporal.cooling_down(past, 21)
	not temporal.cooling_down(past, 20)
	not temporal.cooling_down(nothing, 60)
}

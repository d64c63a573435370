# Rules with a past. What a session remembers, by the trackers that a pack declares in pack.yaml. Pass the tracker itself:
# `temporal.formerly(input.context.tracked.refunds)`. A tracker that is not exactly known for this session is
# not populated, and the rule that reads it is mute.
package writ.lib.temporal

# It happened before, at any time of the session.
formerly(tracker) if tracker.count > 0

# It happened before, within the tracker's window.
formerly_within(tracker) if tracker.within.count > 0

# How often it happened within the tracker's window: never less than it did, at most a 60th of the window too much.
count_within(tracker) := tracker.within.count

# What was summed up within the window; undefined where an amount was not known.
sum_within(tracker) := tracker.within.sum if tracker.within.sum != null

# It happened before with the same key as the action that is being decided.
happened_before_with_same(tracker) if tracker.same.count > 0

# How often it happened with the same key.
count_with_same(tracker) := tracker.same.count

# Another one would be one too many.
used_up(tracker, limit) if tracker.within.count >= limit

# This amount on top of what was spent within the window is more than the budget; what cannot be added up is too much.
over_budget(tracker, amount, budget) if tracker.within.sum + amount > budget

over_budget(tracker, _, _) if tracker.within.sum == null

over_budget(_, amount, _) if not is_number(amount)

over_budget(_, amount, _) if amount < 0

# The last one was less than so many seconds ago.
cooling_down(tracker, seconds) if {
	tracker.last_s_ago != null
	tracker.last_s_ago < seconds
}

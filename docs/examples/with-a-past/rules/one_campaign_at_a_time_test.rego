package writ.rules.one_campaign_at_a_time_test

import data.writ.rules.one_campaign_at_a_time

past(ago) := {"context": {"tracked": {"campaigns": {"last_s_ago": ago}}}}

test_speaks if one_campaign_at_a_time.outcome with input as past(599)

test_is_silent if not one_campaign_at_a_time.outcome with input as past(600)

test_the_first_one_is_silent if not one_campaign_at_a_time.outcome with input as past(null)

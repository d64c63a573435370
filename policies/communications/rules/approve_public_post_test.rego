package writ.rules.approve_public_post_test

import data.writ.rules.approve_public_post

test_speaks_1 if {
	approve_public_post.outcome with input as {"action": {"tool": "social", "operation": "post", "parameters": {"text": "x"}}, "context": {}}
}

test_speaks_2 if {
	approve_public_post.outcome with input as {"action": {"tool": "social", "operation": "createPost", "parameters": {"text": "x"}}, "context": {}}
}

test_speaks_3 if {
	approve_public_post.outcome with input as {"action": {"tool": "social", "operation": "upload_video", "parameters": {}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_public_post.outcome with input as {"action": {"tool": "social", "operation": "list", "parameters": {}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_public_post.outcome with input as {"action": {"tool": "social", "operation": "get_posts", "parameters": {}}, "context": {}}
}

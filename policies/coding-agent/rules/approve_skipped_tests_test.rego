package writ.rules.approve_skipped_tests_test

import data.writ.rules.approve_skipped_tests

test_speaks_1 if {
	approve_skipped_tests.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": "test/a.test.ts", "old_string": "it('x'", "new_string": "it.skip('x'"}}, "context": {}}
}

test_speaks_2 if {
	approve_skipped_tests.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": "tests/test_a.py", "edits": [{"old_string": "def test_x():", "new_string": "@pytest.mark.skip\ndef test_x():"}]}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_skipped_tests.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": "test/a.test.ts", "old_string": "it.skip('x'", "new_string": "it('x'"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_skipped_tests.outcome with input as {"action": {"tool": "file", "operation": "edit", "parameters": {"path": "src/list.ts", "old_string": "take(1)", "new_string": "it.skip(1)"}}, "context": {}}
}

package writ.rules.approve_many_recipients_test

import data.writ.rules.approve_many_recipients

test_speaks_1 if {
	approve_many_recipients.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": ["p0@corp.example", "p1@corp.example", "p2@corp.example", "p3@corp.example", "p4@corp.example", "p5@corp.example", "p6@corp.example", "p7@corp.example", "p8@corp.example", "p9@corp.example", "p10@corp.example", "p11@corp.example", "p12@corp.example", "p13@corp.example", "p14@corp.example", "p15@corp.example", "p16@corp.example", "p17@corp.example", "p18@corp.example", "p19@corp.example", "p20@corp.example"], "subject": "s", "body": "b"}}, "context": {}}
}

test_speaks_2 if {
	approve_many_recipients.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": "p0@corp.example, p1@corp.example, p2@corp.example, p3@corp.example, p4@corp.example, p5@corp.example, p6@corp.example, p7@corp.example, p8@corp.example, p9@corp.example, p10@corp.example", "subject": "s", "body": "b", "cc": [{"email": "q0@corp.example"}, {"email": "q1@corp.example"}, {"email": "q2@corp.example"}, {"email": "q3@corp.example"}, {"email": "q4@corp.example"}, {"email": "q5@corp.example"}, {"email": "q6@corp.example"}, {"email": "q7@corp.example"}, {"email": "q8@corp.example"}, {"email": "q9@corp.example"}]}}, "context": {}}
}

test_stays_silent_1 if {
	not approve_many_recipients.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": ["p0@corp.example", "p1@corp.example", "p2@corp.example", "p3@corp.example", "p4@corp.example", "p5@corp.example", "p6@corp.example", "p7@corp.example", "p8@corp.example", "p9@corp.example", "p10@corp.example", "p11@corp.example", "p12@corp.example", "p13@corp.example", "p14@corp.example", "p15@corp.example", "p16@corp.example", "p17@corp.example", "p18@corp.example", "p19@corp.example"], "subject": "s", "body": "b"}}, "context": {}}
}

test_stays_silent_2 if {
	not approve_many_recipients.outcome with input as {"action": {"tool": "email", "operation": "send", "parameters": {"to": ["p0@corp.example", "p1@corp.example", "p2@corp.example", "p3@corp.example", "p4@corp.example", "p5@corp.example", "p6@corp.example", "p7@corp.example", "p8@corp.example", "p9@corp.example", "p10@corp.example", "p11@corp.example", "p12@corp.example", "p13@corp.example", "p14@corp.example", "p15@corp.example", "p16@corp.example", "p17@corp.example", "p18@corp.example", "p19@corp.example"], "subject": "s", "body": "b", "cc": ["p0@corp.example", "p1@corp.example", "p2@corp.example", "p3@corp.example", "p4@corp.example", "p5@corp.example", "p6@corp.example", "p7@corp.example", "p8@corp.example", "p9@corp.example", "p10@corp.example", "p11@corp.example", "p12@corp.example", "p13@corp.example", "p14@corp.example", "p15@corp.example", "p16@corp.example", "p17@corp.example", "p18@corp.example", "p19@corp.example"]}}, "context": {}}
}

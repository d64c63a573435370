# What this organisation allows. Example data: replace it by your own.
package writ.lib.payments

day_budget := 10000

asks_from := 1000

two_people_from := 5000

new_payee_from := 100

most_in_ten_minutes := 5

currencies := {"EUR", "USD", "GBP", "CHF"}

blocked_payees := {"DE00 0000 0000 0000 0000 00", "blocked-payee"}

# Account numbers and names compare without case, spaces and signs.
plain(text) := upper(concat("", [part[0] | some part in regex.find_all_string_submatch_n(`[0-9A-Za-z]+`, text, -1)]))

blocked := {plain(payee) | some payee in blocked_payees}

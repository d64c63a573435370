# What this organisation allows. Example data: replace it by your own.
package writ.lib.payments

day_budget := 10000

asks_from := 1000

two_people_from := 10000

new_payee_from := 100

most_in_ten_minutes := 5

currencies := {"EUR", "USD", "GBP", "CHF"}

blocked_payees := {"DE00 0000 0000 0000 0000 00", "blocked-payee"}

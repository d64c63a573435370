# What is production, and what is expensive. Example data: replace it by your own.
package writ.lib.cloud

# `prod`, `production`, `prd` as a word of a name: `shop-prod`, `prod.eu`, `arn:aws:eks:…/production`.
production(text) if regex.match(`(?i)(^|[^a-z])(prod|production|prd|live)([^a-z]|$)`, text)

most_machines := 10

expensive(kind) if regex.match(`(?i)^(p[345]|g[56]|trn|inf|x[12]|u-|hpc|dl1|a[23]-(high|mega|ultra)gpu|m[123]-ultramem|.*\.metal|Standard_N[CDV]).*`, kind)

everybody := {"0.0.0.0/0", "::/0", "allUsers", "allAuthenticatedUsers", "public-read", "public-read-write", "PublicRead", "*"}

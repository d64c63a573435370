# What is production, and what is expensive. Example data: replace it by your own.
package writ.lib.cloud

# `prod`, `production`, `prd` as a word of a name: `shop-prod`, `prod.eu`, `arn:aws:eks:…/production`.
production(text) if regex.match(`(?i)(^|[^a-z])(prod|production|prd|live)([^a-z]|$)`, text)

# `ShopProd`, `ProductionStack`
production(text) if regex.match(`(^|[^A-Za-z])(Prod|Production)[A-Z0-9]|[a-z0-9](Prod|Production)([^a-z]|$)`, text)

most_machines := 10

# Logs are kept at least so long.
least_days := 30

expensive(kind) if regex.match(`(?i)^(p[345]|g[56]|trn|inf|x[12]|u-|hpc|dl1|a[23]-(high|mega|ultra)gpu|m[123]-ultramem|.*\.metal|Standard_N[CDV]).*`, kind)

everybody := {"0.0.0.0/0", "::/0", "allUsers", "allAuthenticatedUsers", "public-read", "public-read-write", "PublicRead", "*"}

# The value of an option, in both spellings.
option(args, name) := args[i + 1] if {
	some i, arg in args
	arg == name
}

option(args, name) := trim_prefix(arg, concat("", [name, "="])) if {
	some arg in args
	startswith(arg, concat("", [name, "="]))
}

# The highest number in a text such as `50` or `1:50`.
highest(text) := max([to_number(match[0]) | some match in regex.find_all_string_submatch_n(`[0-9]{1,9}`, text, -1)])

# A document of rights that lets everybody in, or one that allows everything.
for_everybody(text) if regex.match(`"Principal"\s*:\s*("\*"|\{\s*"AWS"\s*:\s*\[?\s*"\*")`, text)

for_everything(text) if {
	regex.match(`"Effect"\s*:\s*"Allow"`, text)
	regex.match(`"Action"\s*:\s*\[?\s*"(\*|\*:\*|iam:\*)"`, text)
}

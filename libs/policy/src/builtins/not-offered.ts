/** Builtins that OPA has and a policy of Writ has not. */
export interface NotOffered {
  /** As the documentation lists them. */
  readonly names: string;
  readonly pattern: RegExp;
  /** What to write in their place. */
  readonly instead: string;
}

/** Exact names first, then all of a kind. */
export const NOT_OFFERED: readonly NotOffered[] = [
  {
    names: '`glob.match`',
    pattern: /^glob\.match$/u,
    instead: 'OPA and its modules read globs differently: write `regex.match`, `startswith`, `endswith` or `contains`',
  },
  {
    names: '`regex.replace`, `regex.split` and others',
    pattern: /^(?:glob|regex)\./u,
    instead: 'write `regex.match` or `regex.find_all_string_submatch_n`, with the pattern in full',
  },
  {
    names: '`yaml.*`',
    pattern: /^yaml\./u,
    instead: 'readers of YAML disagree on what it says: let the tool give the value as a parameter, or as JSON',
  },
  { names: '`time.diff`', pattern: /^time\.diff$/u, instead: 'subtract the two times: they are numbers of nanoseconds' },
  {
    names: '`time.*`, `rand.*`, `uuid.*`, `opa.runtime`',
    pattern: /^(?:time|rand|uuid)\.|^opa\.runtime$/u,
    instead: 'the same input must give the same decision: supply it as a fact, `input.context.facts.<name>`',
  },
  {
    names: '`http.send`, `net.lookup_ip_addr`, `io.jwt.*`, `crypto.*`, `graphql.*`, `rego.*`',
    pattern: /^(?:http|net\.lookup|providers|aws|graphql|rego|io\.jwt|crypto|trace)\b/u,
    instead: 'a rule looks at its input alone: supply what it would find out as a fact',
  },
  { names: '`net.cidr_expand` and others', pattern: /^net\./u, instead: 'write `net.cidr_contains` or `net.cidr_intersects`' },
  { names: '`all`, `any`', pattern: /^(?:all|any)$/u, instead: 'write `every` or `some`' },
  { names: '`object.keys`', pattern: /^object\.keys$/u, instead: 'write `{key | some key, _ in object}`' },
  {
    names: '`strings.any_prefix_match`, `strings.any_suffix_match`',
    pattern: /^strings\.any_/u,
    instead: 'write `some prefix in prefixes` and `startswith`',
  },
  {
    names: '`semver.*`, `units.*`, `hex.*`, `urlquery.*`, `json.patch`, `json.match_schema`',
    pattern: /^(?:semver|units|hex|urlquery|json\.patch|json\.match_schema|json\.verify_schema)\b/u,
    instead: 'let the tool give the value in the form that the rule needs',
  },
];

/** What to do without a builtin that is not offered. */
export const insteadOf = (builtin: string): string =>
  NOT_OFFERED.find(({ pattern }) => pattern.test(builtin))?.instead ?? '`docs/builtins.md` lists the builtins that there are';

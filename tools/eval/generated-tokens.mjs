/** Credentials in the formats that their issuers publish: `{A:36}` stands for so many signs of an alphabet. */

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = UPPER.toLowerCase();
const DIGITS = '0123456789';
const ALPHABETS = {
  A: UPPER + LOWER + DIGITS,
  U: UPPER + DIGITS,
  L: LOWER + DIGITS,
  D: DIGITS,
  H: '0123456789abcdef',
  B: `${UPPER + LOWER + DIGITS}-_`,
};

const filled = (r, form) => form.replaceAll(/\{([A-Z]):(\d+)\}/gu, (_, alphabet, length) => r.of(ALPHABETS[alphabet], Number(length)));

const FORMS = {
  gitlab_token: ['glpat-{A:20}', 'gldt-{A:20}', 'glrt-{A:20}'],
  slack_webhook: ['https://hooks.slack.com/services/T{U:9}/B{U:9}/{A:24}'],
  stripe_key: ['sk_live_{A:24}', 'rk_live_{A:99}', 'whsec_{A:32}'],
  square_token: ['sq0atp-{A:22}', 'sq0csp-{A:43}'],
  shopify_token: ['shpat_{H:32}', 'shpss_{H:32}'],
  model_key: ['sk-{A:48}', 'sk-proj-{A:64}', 'sk-svcacct-{A:64}'],
  groq_key: ['gsk_{A:52}'],
  google_api_key: ['AIza{A:35}'],
  google_oauth_secret: ['GOCSPX-{A:28}'],
  google_oauth_token: ['ya29.{A:120}'],
  azure_storage_key: ['AccountKey={A:86}=='],
  azure_client_secret: ['{A:3}8Q~{A:34}'],
  pypi_token: ['pypi-AgEIcHlwaS5vcmc{A:120}'],
  rubygems_key: ['rubygems_{H:48}'],
  docker_token: ['dckr_pat_{A:27}', 'dckr_oat_{A:32}'],
  mailchimp_key: ['{H:32}-us{D:2}'],
  mailgun_key: ['key-{H:32}'],
  twilio_key: ['SK{H:32}'],
  digitalocean_token: ['dop_v1_{H:64}', 'doo_v1_{H:64}'],
  telegram_token: ['{D:10}:AA{A:33}'],
  discord_webhook: ['https://discord.com/api/webhooks/{D:18}/{A:68}'],
  atlassian_token: ['ATATT3x{A:180}'],
  databricks_token: ['dapi{H:32}', 'dapi{H:32}-2'],
  doppler_token: ['dp.pt.{A:43}', 'dp.st.dev.{A:43}'],
  grafana_token: ['glsa_{A:32}_{H:8}', 'glc_{A:80}'],
  hashicorp_token: ['hvs.{A:90}', 'hvb.{A:140}', '{A:14}.atlasv1.{A:67}'],
  linear_key: ['lin_api_{A:40}'],
  newrelic_key: ['NRAK-{U:27}'],
  notion_token: ['ntn_{D:11}{A:35}'],
  planetscale_token: ['pscale_tkn_{A:43}', 'pscale_pw_{A:43}'],
  postman_key: ['PMAK-{H:24}-{H:34}'],
  pulumi_token: ['pul-{H:40}'],
  sentry_token: ['sntryu_{H:64}', 'sntrys_eyJ{A:120}'],
  supabase_token: ['sbp_{H:40}'],
  figma_token: ['figd_{A:40}'],
  airtable_token: ['pat{A:14}.{H:64}'],
  age_key: ['AGE-SECRET-KEY-1{U:58}'],
  writ_pep: ['writ_pep.acme.gate.{A:43}'],
};
/** The part of a format that is the value, where that is not all of it. */
const VALUE = { azure_storage_key: /[^=]+==$/u };
const TEMPLATES = ['use {} here', 'key: "{}",', 'export KEY={}\n', '| {} | x |'];

/** As in `generated.mjs`: how a value is made, the words around it, and what is like it: cut off, as in examples and logs. */
export const TOKENS = Object.fromEntries(
  Object.entries(FORMS).map(([kind, forms]) => [
    kind,
    [
      (r) => filled(r, r.pick(forms)),
      TEMPLATES,
      // Cut within its random part: too short to be one. A length that is not fixed has no such near miss.
      (value) => value.slice(0, Math.min(value.length - 8, 18)),
      VALUE[kind],
    ],
  ]),
);

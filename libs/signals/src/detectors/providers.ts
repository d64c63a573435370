import { isRandom, secret } from './random.js';
import type { Kind } from './finding.js';

/** A format that begins with a text of its own. */
const prefixed = (kind: string, hints: readonly string[], pattern: RegExp, more: Partial<Kind> = {}): Kind =>
  secret(kind, pattern, { hints, ...more });

/** Credentials in the formats that their issuers publish, so that they are found when they leak. */
export const PROVIDERS: readonly Kind[] = [
  prefixed('aws_access_key', ['akia', 'asia', 'abia', 'acca'], /\b(?:AKIA|ASIA|ABIA|ACCA)[0-9A-Z]{16}\b/gu),
  prefixed(
    'aws_secret_key',
    ['aws'],
    /\b[Aa][Ww][Ss].{0,24}[Ss](?:ecret|ECRET).{0,24}[:=]\s{0,4}["']?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gu,
  ),
  // Beside its id, however it is called.
  prefixed(
    'aws_secret_key',
    ['akia', 'asia'],
    /\b(?:AKIA|ASIA)[0-9A-Z]{16}\b[^A-Za-z0-9/+]{1,8}(?:[\w ]{1,32}["']?[:=]\s{0,3}["']?)?([A-Za-z0-9/+]{40})(?![A-Za-z0-9/+=])/gu,
    { holds: isRandom },
  ),
  prefixed(
    'github_token',
    ['ghp_', 'gho_', 'ghu_', 'ghs_', 'ghr_', 'github_pat_'],
    /\b(?:gh[pousr]_[A-Za-z0-9]{36,255}|github_pat_[A-Za-z0-9_]{60,255})\b/gu,
  ),
  prefixed(
    'gitlab_token',
    ['glpat-', 'gldt-', 'glrt-', 'glptt-', 'glcbt-', 'glsoat-', 'glft-', 'glagent-', 'gloas-'],
    /\bgl(?:pat|dt|rt|ptt|cbt|soat|ft|agent|oas)-[A-Za-z0-9_-]{20,128}/gu,
  ),
  prefixed('slack_token', ['xox', 'xapp-'], /\b(?:xox[abeprs]-[A-Za-z0-9-]{10,255}|xapp-\d-[A-Za-z0-9-]{10,255})/gu),
  prefixed(
    'slack_webhook',
    ['hooks.slack.com'],
    /\bhttps:\/\/hooks\.slack\.com\/services\/T[A-Z0-9]{6,14}\/B[A-Z0-9]{6,14}\/[A-Za-z0-9]{16,40}/gu,
  ),
  prefixed('stripe_key', ['k_live_', 'whsec_'], /\b(?:[rs]k_live_|whsec_)[A-Za-z0-9]{16,255}\b/gu),
  prefixed('square_token', ['sq0', 'eaaa'], /\b(?:sq0(?:atp|csp|idp)-[A-Za-z0-9_-]{22,43}|EAAA[A-Za-z0-9_-]{60})(?![A-Za-z0-9_-])/gu),
  prefixed('shopify_token', ['shpat_', 'shpca_', 'shppa_', 'shpss_'], /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}\b/gu),
  prefixed('model_key', ['sk-'], /(?<![\w-])sk-(?:[a-z0-9]{2,8}-){0,2}[A-Za-z0-9_-]{20,255}/gu, { holds: isRandom }),
  prefixed('groq_key', ['gsk_'], /\bgsk_[A-Za-z0-9]{48,64}\b/gu),
  prefixed('google_api_key', ['aiza'], /\bAIza[0-9A-Za-z_-]{35}(?![0-9A-Za-z_-])/gu),
  prefixed('google_oauth_secret', ['gocspx-'], /\bGOCSPX-[A-Za-z0-9_-]{28}(?![A-Za-z0-9_-])/gu),
  prefixed('google_oauth_token', ['ya29.'], /\bya29\.[A-Za-z0-9_-]{30,512}/gu),
  prefixed('azure_storage_key', ['accountkey='], /\bAccountKey=([A-Za-z0-9+/]{86}==)/gu),
  prefixed('azure_client_secret', ['q~'], /(?<![\w~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}(?![\w~.-])/gu),
  prefixed('npm_token', ['npm_'], /\bnpm_[A-Za-z0-9]{36}\b/gu),
  prefixed('pypi_token', ['pypi-agei'], /\bpypi-AgEI[A-Za-z0-9_-]{50,500}/gu),
  prefixed('rubygems_key', ['rubygems_'], /\brubygems_[0-9a-f]{48}\b/gu),
  prefixed('docker_token', ['dckr_'], /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{27,64}/gu),
  prefixed('huggingface_token', ['hf_'], /\bhf_[A-Za-z0-9]{34,64}\b/gu),
  prefixed('sendgrid_key', ['sg.'], /\bSG\.[A-Za-z0-9_-]{22}\.[A-Za-z0-9_-]{43}(?![A-Za-z0-9_-])/gu),
  prefixed('mailchimp_key', ['-us'], /\b[0-9a-f]{32}-us\d{1,2}\b/gu),
  prefixed('mailgun_key', ['key-'], /\bkey-[0-9a-f]{32}\b/gu),
  secret('twilio_key', /\bSK[0-9a-f]{32}\b/gu),
  prefixed('digitalocean_token', ['doo_v1_', 'dop_v1_', 'dor_v1_'], /\bdo[opr]_v1_[0-9a-f]{64}\b/gu),
  prefixed('telegram_token', [':aa'], /\b\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/gu),
  prefixed(
    'discord_webhook',
    ['/api/webhooks/'],
    /\bhttps:\/\/(?:\w{1,8}\.)?discord(?:app)?\.com\/api\/webhooks\/\d{17,20}\/[A-Za-z0-9_-]{60,72}/gu,
  ),
  prefixed('atlassian_token', ['atatt3x'], /\bATATT3x[A-Za-z0-9_=-]{100,255}/gu),
  prefixed('databricks_token', ['dapi'], /\bdapi[0-9a-f]{32}(?:-\d)?\b/gu),
  prefixed('doppler_token', ['dp.'], /\bdp\.(?:pt|st|ct|sa|scim|audit)\.(?:[a-z0-9_-]{2,35}\.)?[A-Za-z0-9]{40,44}\b/gu),
  prefixed('grafana_token', ['glc_', 'glsa_'], /\b(?:glsa_[A-Za-z0-9]{32}_[0-9a-f]{8}\b|glc_[A-Za-z0-9+/]{32,400}={0,2})/gu),
  prefixed(
    'hashicorp_token',
    ['hvs.', 'hvb.', 'hvr.', '.atlasv1.'],
    /\b(?:hv[sbr]\.[A-Za-z0-9_-]{24,300}|[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_=-]{60,70})/gu,
  ),
  prefixed('linear_key', ['lin_api_'], /\blin_api_[A-Za-z0-9]{40}\b/gu),
  prefixed('newrelic_key', ['nrak-'], /\bNRAK-[A-Z0-9]{27}\b/gu),
  prefixed('notion_token', ['ntn_'], /\bntn_\d{11}[A-Za-z0-9]{35}\b/gu),
  prefixed('planetscale_token', ['pscale_'], /\bpscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,64}/gu),
  prefixed('postman_key', ['pmak-'], /\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}\b/gu),
  prefixed('pulumi_token', ['pul-'], /\bpul-[0-9a-f]{40}\b/gu),
  prefixed('sentry_token', ['sntrys_', 'sntryu_'], /\b(?:sntryu_[0-9a-f]{64}\b|sntrys_eyJ[A-Za-z0-9+/=_-]{60,400})/gu),
  prefixed('supabase_token', ['sbp_'], /\bsbp_[0-9a-f]{40}\b/gu),
  prefixed('figma_token', ['figd_'], /\bfigd_[A-Za-z0-9_-]{38,64}/gu),
  secret('airtable_token', /\bpat[A-Za-z0-9]{14}\.[0-9a-f]{64}\b/gu),
  prefixed('writ_pep', ['writ_pep.'], /\bwrit_pep\.[^\s.]{1,128}\.[^\s.]{1,128}\.[A-Za-z0-9_-]{20,255}/gu),
];

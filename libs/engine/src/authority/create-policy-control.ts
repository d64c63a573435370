import { PolicySettingsSchema, ProblemError } from '@writ/aarm';
import type { BlastRadius, Json, PolicyActor, PolicyMove } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import { changed } from './change-policy.js';
import type { Event, Judged } from './change-policy.js';
import { composeEvent, controlSessionId, signEvent } from './control-session.js';
import type { Recording } from './control-session.js';
import { grantControl } from './grant-control.js';
import { openLedgers } from './ledger.js';
import { passkeyControl } from './passkey-control.js';
import type {
  PolicyChangeRequest,
  PolicyChangeResult,
  PolicyContent,
  PolicyControl,
  PolicyPointer,
  PolicyStore,
  PolicyVersion,
  PolicyWrites,
} from './policies.js';
import { administrationControl } from './administration-control.js';
import { revocationControl } from './revocation-control.js';
import { stopControl } from './stop-control.js';
import { toolControl } from './tool-control.js';
import { timestamp } from '../journal/clock.js';
import { evidenceBy } from '../journal/evidence.js';
import type { EvidenceAlarm } from '../journal/evidence.js';
import type { Signer, Store } from '../journal/ports.js';

/** What the lifecycle works through. It owns none of them. */
export interface PolicyControlOptions {
  readonly store: Pick<Store, 'session' | 'now' | 'receipts'>;
  readonly policies: PolicyStore;
  readonly signer: Signer;
  /** Rejects a version that could not be evaluated: it is asked before one is activated or put in shadow. */
  readonly probe?: (version: PolicyVersion) => Promise<void>;
  /** Replays recorded sessions on a version: asked where an activation lacks nothing but a known blast radius. */
  readonly measure?: (version: { readonly tenant_id: string; readonly hash: string }) => Promise<BlastRadius>;
  /** Told of stored state that does not agree with its signed evidence; nothing counts on it, told or not. */
  readonly alarm?: (alarm: EvidenceAlarm) => void;
  /** The `issuer` of a tenant's receipts; `urn:writ:<tenant>` by default. */
  readonly issuer?: (tenantId: string) => string;
}

/** How often a change may lose the race against others of its tenant. */
const MOST_ATTEMPTS = 16;
/** Who the service is in its own receipts. */
const SERVICE: PolicyActor = { id: 'writ', roles: [], service: true };

/** The lifecycle of policy versions: any number of processes may have one, and the database orders their changes. */
export function createPolicyControl(options: PolicyControlOptions): PolicyControl {
  const { policies, store, signer, alarm = () => undefined } = options;
  const ledger = openLedgers({ store, policies, evidence: evidenceBy(signer, alarm) });
  return {
    ledger,
    publish: async (request) => record(options, request, async (now) => publication(policies, request, now)),
    change: async (request) => change(options, request),
    configure: async (request) => record(options, request, async () => configuration(policies, request)),
    ...stopControl(policies, async (request, judge) => record(options, request, judge)),
    ...grantControl(policies, async (request, judge) => record(options, request, judge)),
    ...administrationControl(async (request, judge) => record(options, request, judge)),
    ...revocationControl(ledger, async (request, judge) => record(options, request, judge)),
    ...toolControl(policies, async (request, judge) => record(options, request, judge)),
    ...passkeyControl({ policies, store }, async (request, judge) => record(options, request, judge)),
    bootstrap: async (request) => {
      const { active } = await ledger(request.tenant_id);
      const result = await record(options, { ...request, by: SERVICE }, async (now) =>
        beginning(policies, { ...request, began: active !== null }, now),
      );
      return bootstrapped(result, await policies.pointer(request.tenant_id));
    },
  };
}

/** Nobody's word is taken for what a version flips: where the tenant asks for it, it is measured here. */
async function change(options: PolicyControlOptions, request: PolicyChangeRequest): Promise<PolicyChangeResult> {
  const result = await record(options, request, async () => movement(options, request));
  const unmeasured = (request.blast ?? null) === null && !result.ok && result.refusal.code === 'blast_radius';
  if (!unmeasured || options.measure === undefined) return result;
  const blast = await options.measure({ tenant_id: request.tenant_id, hash: request.hash });
  return record(options, request, async () => movement(options, { ...request, blast }));
}

const PROBED: readonly PolicyMove[] = ['activate', 'rollback', 'shadow'];

async function movement({ policies, probe }: PolicyControlOptions, request: PolicyChangeRequest): Promise<Judged> {
  const { tenant_id, hash, move } = request;
  const summary = await policies.summary(tenant_id, hash);
  const unknown = { refusal: { code: 'version_unknown', message: `there is no version \`${hash}\`: publish it first` } } as const;
  if (summary === null) return unknown;
  const judged = await changed(policies, request, { version: null, summary });
  if ('refusal' in judged || probe === undefined || !PROBED.includes(move)) return judged;
  const version = await policies.version(tenant_id, hash);
  if (version === null) return unknown;
  try {
    await probe(version);
    return judged;
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : 'it does not start';
    return { refusal: { code: 'version_unusable', message: `the version cannot be evaluated: ${why}` } };
  }
}

/** Content that was active once comes back by a rollback; any other retired one starts again. */
async function publication(
  policies: PolicyStore,
  { tenant_id, by, content, reason = '' }: Parameters<PolicyControl['publish']>[0],
  now: string,
): Promise<Judged | Unchanged> {
  const summary = await policies.summary(tenant_id, content.hash);
  if (summary !== null && (summary.state !== 'retired' || summary.ever_active)) return { unchanged: content.hash };
  const version = versionOf(tenant_id, content, { author: by.id, now });
  return changed(policies, { tenant_id, by, move: 'publish', hash: content.hash, reason }, { version, summary });
}

async function beginning(
  policies: PolicyStore,
  { tenant_id, content, began }: Parameters<PolicyControl['bootstrap']>[0] & { readonly began: boolean },
  now: string,
): Promise<Judged | Unchanged> {
  const pointer = await policies.pointer(tenant_id);
  if (pointer !== null) return { unchanged: pointer.active };
  // INVARIANT: a tenant that had a policy does not begin anew because a row is gone.
  if (began) throw new ProblemError('evidence_broken', { detail: `tenant \`${tenant_id}\` had a policy, and what names it is gone` });
  const summary = await policies.summary(tenant_id, content.hash);
  const version = summary === null ? versionOf(tenant_id, content, { author: SERVICE.id, now }) : null;
  const request = { tenant_id, by: SERVICE, move: 'bootstrap', hash: content.hash, reason: 'the first policy of this tenant' } as const;
  return changed(policies, request, { version, summary });
}

async function configuration(
  policies: PolicyStore,
  { tenant_id, by, settings, reason = '' }: Parameters<PolicyControl['configure']>[0],
): Promise<Judged> {
  const parsed = PolicySettingsSchema.safeParse(settings);
  if (!by.roles.includes('policy_approver')) {
    const message = `\`${by.id}\` may not change the settings: it takes \`policy_approver\``;
    return { refusal: { code: 'role_missing', message } };
  }
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    return { refusal: { code: 'settings_invalid', message: `\`${issue?.path.join('.') ?? ''}\` is refused: ${issue?.message ?? ''}` } };
  }
  const generation = (await policies.pointer(tenant_id))?.generation ?? 0;
  return { event: settingsEvent(by, reason, { generation, detail: parsed.data }), writes: { settings: parsed.data }, also: [] };
}

function bootstrapped(result: PolicyChangeResult, pointer: PolicyPointer | null): PolicyPointer {
  if (result.ok && pointer !== null) return pointer;
  throw new ProblemError('not_ready', { detail: result.ok ? 'the first policy is not stored' : result.refusal.message });
}

const settingsEvent = (by: PolicyActor, reason: string, of: { readonly generation: number; readonly detail: Json }): Event => ({
  event: 'settings',
  policy: null,
  from: null,
  to: null,
  by: { id: by.id, roles: [...by.roles] },
  reason,
  replaced: null,
  overrides: [],
  ...of,
});

function versionOf(
  tenant_id: string,
  content: PolicyContent,
  { author, now }: { readonly author: string; readonly now: string },
): PolicyVersion {
  return { ...content, tenant_id, author, created_at: now, content_digest: contentDigest(content) };
}

/** Binds what is derived from the sources to the hash over them. */
export const contentDigest = ({ hash, rules, terms }: Pick<PolicyContent, 'hash' | 'rules' | 'terms'>): string =>
  sha256(canonicalize({ hash, rules, terms }));

export type Judge = (now: string) => Promise<Judged | Unchanged>;
/** There is nothing to do: the version is there. */
export interface Unchanged {
  readonly unchanged: string;
}

/** A change that is not known to be durable is told as `not_ready`: asked again, it finds what became of it. */
async function record(
  options: PolicyControlOptions,
  request: { readonly tenant_id: string; readonly by: PolicyActor },
  judge: Judge,
): Promise<PolicyChangeResult> {
  try {
    return await recordOnce(options, request, judge);
  } catch (cause) {
    if (cause instanceof ProblemError) throw cause;
    throw new ProblemError('not_ready', { detail: 'the change could not be recorded: look at the version, and try again' }, { cause });
  }
}

/**
 * Judges and records, again where another change of the tenant came first: the head is read before anything that is
 * judged by, so a change in between costs this one the race.
 */
async function recordOnce(
  { store, policies, signer, issuer = (tenantId) => `urn:writ:${tenantId}` }: PolicyControlOptions,
  { tenant_id, by }: { readonly tenant_id: string; readonly by: PolicyActor },
  judge: Judge,
): Promise<PolicyChangeResult> {
  for (let attempt = 0; attempt < MOST_ATTEMPTS; attempt += 1) {
    const session = await store.session(tenant_id, controlSessionId(tenant_id));
    const now = timestamp(await store.now());
    const judged = await judge(now);
    if ('unchanged' in judged) return unchanged(policies, tenant_id, judged.unchanged);
    if ('refusal' in judged) return { ok: false, refusal: judged.refusal };
    const at: Recording = { tenant_id, issuer: issuer(tenant_id), by, head: session?.head ?? null, now };
    const { detail, ...said } = judged.event;
    const composed = composeEvent(at, { ...said, detail_digest: detail === null ? null : sha256(canonicalize(detail)) });
    const writes = writesOf(judged, at, composed);
    const { presence } = judged.writes;
    const unit = { ...(await signEvent(signer, at, composed)), ...(presence === undefined ? {} : { presence }) };
    if ((await policies.appendPolicyEvent(unit, writes)) === 'committed') return told(policies, tenant_id, writes);
  }
  throw new ProblemError('contention', { detail: 'the policy of this tenant is being changed elsewhere: try again' });
}

/** The rows of an event: those of the version that it is about first. */
function writesOf(
  { event, writes, also }: Exclude<Judged, { readonly refusal: unknown }>,
  { tenant_id, now }: Recording,
  { receipt_id, seq }: { readonly receipt_id: string; readonly seq: number },
): PolicyWrites {
  const { policy, ...said } = event;
  const first = { ...said, tenant_id, seq, index: 0, receipt_id, hash: policy?.hash ?? null, at: now };
  const others = also.map((other, index) => ({ ...first, ...other, index: index + 1, overrides: [], detail: null, replaced: null }));
  const { version = null, settings = null, stop, grant, pin, passkey, revocation } = writes;
  const signoff = writes.signoff === undefined ? null : { ...writes.signoff, tenant_id, seq, at: now };
  const pointer = writes.pointer === undefined ? null : { ...writes.pointer, tenant_id, changed_at: now };
  return { version, transitions: [first, ...others], signoff, pointer, settings, stop, grant, pin, passkey, revocation };
}

async function told(policies: PolicyStore, tenantId: string, { transitions: [transition] }: PolicyWrites): Promise<PolicyChangeResult> {
  if (transition === undefined) throw new TypeError('an event has a transition');
  const version = transition.hash === null ? null : await policies.summary(tenantId, transition.hash);
  return { ok: true, version, transition, pointer: await policies.pointer(tenantId) };
}

async function unchanged(policies: PolicyStore, tenantId: string, hash: string): Promise<PolicyChangeResult> {
  const [transition] = await policies.transitions(tenantId, { limit: 1, hash });
  if (transition === undefined) throw new TypeError(`version \`${hash}\` has no transition`);
  return { ok: true, version: await policies.summary(tenantId, hash), transition, pointer: await policies.pointer(tenantId) };
}

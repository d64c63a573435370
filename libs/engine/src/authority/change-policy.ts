import { judgeMove } from '@writ/aarm';
import type {
  GrantRecord,
  Json,
  PolicyEvent,
  PolicyMove,
  PolicyRefusal,
  PolicySettings,
  PolicySignoff,
  PolicyStanding,
  PolicyState,
  StopRecord,
  TokenRevocation,
} from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import type {
  PasskeyChange,
  PolicyChangeRequest,
  PolicyPointer,
  PolicyStore,
  PolicyTransition,
  PolicyVersion,
  PolicyVersionSummary,
} from './policies.js';
import type { PinAccepted } from './tool-pins.js';
import type { PasskeyUse } from '../journal/ports.js';

/** What the receipt will say, with the detail that it commits to. */
export type Event = Omit<PolicyEvent, 'detail_digest'> & { readonly detail: Json | null };

/** A judged change: what it writes, or why not. Places in the log and times are added when it is recorded. */
export type Judged =
  | {
      readonly refusal:
        PolicyRefusal | { readonly code: 'version_unknown' | 'version_unusable' | 'settings_invalid'; readonly message: string };
    }
  | {
      readonly event: Event;
      readonly writes: {
        readonly version?: PolicyVersion | null;
        readonly signoff?: Omit<PolicySignoff, 'at'>;
        readonly pointer?: Omit<PolicyPointer, 'tenant_id' | 'changed_at'>;
        readonly settings?: PolicySettings;
        readonly stop?: StopRecord;
        readonly grant?: GrantRecord;
        readonly pin?: PinAccepted;
        readonly passkey?: PasskeyChange;
        readonly revocation?: TokenRevocation;
        /** The passkey that signed the change. */
        readonly presence?: PasskeyUse;
      };
      /** Versions that are moved along: the one that was active, the one that was in shadow. */
      readonly also: readonly Pick<PolicyTransition, 'hash' | 'event' | 'from' | 'to' | 'reason'>[];
    };

/** A move as it is asked for; `publish` and `bootstrap` come from the control itself. */
export type MoveRequest = Omit<PolicyChangeRequest, 'move'> & { readonly move: PolicyMove };

/** The version it is about: one to be stored, or one that is there. */
interface Subject {
  readonly version: PolicyVersion | null;
  readonly summary: PolicyVersionSummary | null;
}

/** Judges a move on what is stored now, and says what it would write. */
export async function changed(policies: PolicyStore, request: MoveRequest, subject: Subject): Promise<Judged> {
  const { tenant_id, hash, move, by } = request;
  const [standing, pointer] = await Promise.all([standingOf(policies, request, subject), policies.pointer(tenant_id)]);
  if (move === 'shadow' && pointer === null)
    return { refusal: { code: 'state_wrong', message: 'nothing is active beside which it could run: activate a version first' } };
  const judged = judgeMove(standing, {
    move,
    by,
    blast: request.blast ?? null,
    ...(request.findings === undefined ? {} : { passed: request.findings.passed }),
    ...(request.overrides === undefined ? {} : { overrides: request.overrides }),
  });
  if (!judged.ok) return judged;
  const next = pointerAfter(move, { hash, pointer, to: judged.to });
  const replaced = next !== null && pointer !== null && next.active !== pointer.active ? pointer.active : null;
  const named = nameOf(subject, hash);
  return {
    event: {
      event: move,
      policy: named,
      from: standing.state,
      to: judged.to,
      by: { id: by.id, roles: [...by.roles] },
      reason: request.reason ?? '',
      replaced,
      generation: next?.generation ?? pointer?.generation ?? 0,
      overrides: judged.overrides,
      detail: detailOf(request),
    },
    writes: {
      version: subject.summary === null ? subject.version : null,
      ...(move === 'sign' ? { signoff: signoffOf(request, named.content_digest) } : {}),
      ...(next === null ? {} : { pointer: next }),
    },
    also: movedAlong(pointer, { next, hash }),
  };
}

async function standingOf(policies: PolicyStore, { tenant_id, hash }: MoveRequest, { version, summary }: Subject): Promise<PolicyStanding> {
  const [settings, signoffs] = await Promise.all([policies.settings(tenant_id), policies.signoffs(tenant_id, hash)]);
  return {
    state: summary?.state ?? null,
    author: summary?.author ?? version?.author ?? null,
    approvers: signoffs.map(({ approver }) => approver),
    ever_active: summary?.ever_active ?? false,
    intent_read: summary?.intent_read ?? null,
    settings,
  };
}

function nameOf({ version, summary }: Subject, hash: string): NonNullable<PolicyEvent['policy']> {
  const id = summary?.policy_id ?? version?.terms.id;
  const number = summary?.version ?? version?.terms.version;
  const content_digest = summary?.content_digest ?? version?.content_digest;
  if (id === undefined || number === undefined || content_digest === undefined) throw new TypeError('a move is about a version');
  return { id, version: number, hash, content_digest };
}

/** Null where the move leaves the pointer alone. */
function pointerAfter(
  move: PolicyMove,
  { hash, pointer, to }: { readonly hash: string; readonly pointer: PolicyPointer | null; readonly to: PolicyState },
): Omit<PolicyPointer, 'tenant_id' | 'changed_at'> | null {
  const generation = (pointer?.generation ?? 0) + 1;
  const shadow = pointer?.shadow === hash ? null : (pointer?.shadow ?? null);
  if (to === 'active') return { active: hash, shadow, generation };
  if (pointer === null) return null;
  if (move === 'shadow') return { active: pointer.active, shadow: hash, generation };
  return pointer.shadow === hash && to !== 'shadow' ? { active: pointer.active, shadow, generation } : null;
}

/** One version is active and one in shadow at most: who leaves its place is moved by the same receipt. */
function movedAlong(
  before: PolicyPointer | null,
  { next, hash }: { readonly next: { readonly active: string; readonly shadow: string | null } | null; readonly hash: string },
): Extract<Judged, { readonly also: unknown }>['also'] {
  if (before === null || next === null) return [];
  const reason = `\`${hash}\` took its place`;
  const retired =
    before.active !== next.active ? [{ hash: before.active, event: 'retire', from: 'active', to: 'retired', reason } as const] : [];
  const left = before.shadow !== null && before.shadow !== hash && before.shadow !== next.shadow ? before.shadow : null;
  return left === null ? retired : [...retired, { hash: left, event: 'unshadow', from: 'shadow', to: 'signed', reason }];
}

function detailOf({ move, findings, blast }: MoveRequest): Json | null {
  if (findings !== undefined)
    return { ...(move === 'check' ? { intent_read: findings.intent_read === true } : {}), report: findings.report };
  return blast === undefined || blast === null ? null : { blast };
}

/** What an approver signs: this content, for this tenant. */
function signoffOf({ tenant_id, by, hash }: MoveRequest, content_digest: string): Omit<PolicySignoff, 'at'> {
  const statement = { approver: by.id, content_digest, hash, statement: 'writ-policy-signoff-v1', tenant: tenant_id };
  return { hash, approver: by.id, statement_digest: sha256(canonicalize(statement)) };
}

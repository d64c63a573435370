import { mayBeSamePerson } from '../identity/person-id.js';
import { POLICY_MOVES } from './lifecycle.js';
import type {
  BlastRadius,
  PolicyActor,
  PolicyEvent,
  PolicyMove,
  PolicyMoveRequest,
  PolicyMoveResult,
  PolicyOverrides,
  PolicyRefusal,
  PolicyRefusalCode,
  PolicyStanding,
  PolicyState,
} from './lifecycle.js';

/** Judges a move: who, from where, and what this move asks for. Pure; the first refusal counts. */
export function judgeMove(standing: PolicyStanding, request: PolicyMoveRequest): PolicyMoveResult {
  const refusal = refuseRole(request) ?? refuseState(standing, request) ?? CONDITIONS[request.move](standing, request);
  if (refusal !== null) return { ok: false, refusal };
  return { ok: true, to: destination(standing, request), overrides: overridden(standing, request) };
}

const refuse = (code: PolicyRefusalCode, message: string): PolicyRefusal => ({ code, message });

function refuseRole({ move, by }: PolicyMoveRequest): PolicyRefusal | null {
  const { roles } = POLICY_MOVES[move];
  const may = roles.length === 0 ? by.service : roles.some((role) => by.roles.includes(role));
  if (may) return null;
  const needed = roles.length === 0 ? 'the service itself' : roles.map((role) => `\`${role}\``).join(' or ');
  return refuse('role_missing', `\`${by.id}\` may not ${move} a policy: it takes ${needed}`);
}

function refuseState({ state }: PolicyStanding, { move }: PolicyMoveRequest): PolicyRefusal | null {
  const { from } = POLICY_MOVES[move];
  if (from.includes(state)) return null;
  const wanted = from.map((each) => `\`${each ?? 'new'}\``).join(' or ');
  return refuse('state_wrong', `the version is \`${state ?? 'unknown'}\`; to ${move} it, it must be ${wanted}`);
}

type Condition = (standing: PolicyStanding, request: PolicyMoveRequest) => PolicyRefusal | null;

const passed: Condition = (_standing, request) =>
  request.passed === true ? null : refuse('not_passed', `the ${request.move} did not pass: correct what it found and publish again`);
const always: Condition = () => null;

/** What each move asks for beyond role and state. */
const CONDITIONS: Readonly<Record<PolicyMove, Condition>> = {
  bootstrap: always,
  publish: always,
  check: passed,
  test: passed,
  sign: (standing, { by }) => refuseSignature(standing, by),
  shadow: always,
  unshadow: always,
  activate: (standing, request) => refuseApprovals(standing) ?? refuseIntent(standing, request) ?? refuseBlast(standing, request),
  rollback: ({ ever_active }) =>
    ever_active ? null : refuse('never_active', 'the version was never active: have it signed and activate it'),
  retire: always,
};

/** Two people stand behind a version: its author and whoever signs. */
function refuseSignature({ author, approvers }: PolicyStanding, by: PolicyActor): PolicyRefusal | null {
  const isBy = (id: string): boolean => mayBeSamePerson(id, by.id);
  if (author !== null && isBy(author)) return refuse('author_signs', `\`${author}\` wrote this version: another approver must sign it`);
  const signed = approvers.find(isBy);
  return signed === undefined ? null : refuse('signed_already', `\`${signed}\` has signed this version: it takes distinct people`);
}

/** Counted again at activation: the tenant may ask for more than when it was signed. */
function refuseApprovals(standing: PolicyStanding): PolicyRefusal | null {
  const { approvals } = standing.settings;
  const given = distinct(standing).length;
  if (given >= approvals) return null;
  return refuse('approvals_missing', `\`${given.toString()}\` of \`${approvals.toString()}\` approvers have signed: ask another one`);
}

/** Those of the approvers who are neither the author nor one another, at whichever issuer they signed in. */
const distinct = ({ approvers, author }: Pick<PolicyStanding, 'approvers' | 'author'>): readonly string[] =>
  approvers.filter(
    (id, place) =>
      (author === null || !mayBeSamePerson(id, author)) && !approvers.slice(0, place).some((other) => mayBeSamePerson(other, id)),
  );

function refuseIntent({ intent_read }: PolicyStanding, { overrides }: PolicyMoveRequest): PolicyRefusal | null {
  if (intent_read === true || overrides?.intent_unread !== undefined) return null;
  return refuse('intent_unread', 'R3 is not satisfied: no rule reads intent context; add one, or override it with a reason');
}

function refuseBlast({ settings: { blast_radius: limit } }: PolicyStanding, { blast, overrides }: PolicyMoveRequest): PolicyRefusal | null {
  if (limit === null || overrides?.blast_radius !== undefined) return null;
  if (blast === undefined || blast === null)
    return refuse('blast_radius', 'nobody replayed this version: replay recorded sessions, or override it with a reason');
  const share = shareOf(blast);
  if (share <= limit) return null;
  return refuse(
    'blast_radius',
    `\`${share.toFixed(4)}\` of the replayed decisions flip, at most \`${limit.toString()}\` may: narrow it, or override it`,
  );
}

/** Nothing replayed proves nothing. */
const shareOf = ({ decisions, flipped }: BlastRadius): number => (decisions === 0 ? 1 : flipped / decisions);

function destination(standing: PolicyStanding, { move, by }: PolicyMoveRequest): PolicyState {
  if (move !== 'sign') return POLICY_MOVES[move].to;
  // INVARIANT: `refuseState` has seen to it that a version that is signed is there.
  if (standing.state !== 'tested') return standing.state as PolicyState;
  return distinct({ ...standing, approvers: [...standing.approvers, by.id] }).length >= standing.settings.approvals ? 'signed' : 'tested';
}

/** Only what was needed goes on record as overridden. */
function overridden(standing: PolicyStanding, request: PolicyMoveRequest): PolicyEvent['overrides'] {
  if (request.move !== 'activate') return [];
  const { overrides: given = {} } = request;
  const bare = { move: request.move, by: request.by, blast: request.blast ?? null };
  const found = [refuseIntent(standing, bare), refuseBlast(standing, bare)];
  return found.flatMap((refusal) => {
    const reason = refusal === null ? undefined : given[refusal.code as keyof PolicyOverrides];
    return refusal === null || reason === undefined ? [] : [{ refusal: refusal.code, reason }];
  });
}

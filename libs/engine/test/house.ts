import { createHash } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type {
  ApprovalAnswer,
  Decision,
  DelegationHop,
  JsonObject,
  PepCaller,
  PersonCaller,
  UserRequest,
  VerifiedIdentity,
} from '@writ/aarm';
import { verifySession } from '@writ/receipt';
import type { ReceiptPayload, StoredReceipt } from '@writ/receipt';
import { createSignals } from '@writ/signals';
import { startSignerThread } from '@writ/signer';
import { createMemoryStore } from '@writ/store';
import { createEngine, standAlone } from '../src/index.js';
import type { Engine, Evaluator, Signer, Store } from '../src/index.js';
import { startPolicy } from './pack.js';

export const pep: PepCaller = {
  kind: 'pep',
  tenant_id: 'acme',
  pep_id: 'pep1',
  agent_id: 'coder',
  agent_instance: 'laptop',
  host: 'test',
};
export const person = (id: string, ...roles: string[]): PersonCaller => ({ kind: 'person', tenant_id: 'acme', id, roles });
export const ada = person('ada', 'approver');
export const bob = person('bob', 'approver');

/** A delegation along these names, the person first: each link may do what the one above may. */
export function chainOf(...names: readonly string[]): DelegationHop[] {
  const digest = (name: string): Buffer => createHash('sha256').update(name).digest();
  return names.slice(1).map((delegatee, index) => ({
    ...{
      delegator: names[index] ?? '',
      delegatee,
      jkt: null,
      scope: ['*'],
      depth: index + 1,
      max_depth: names.length,
      verified_by: 'test',
    },
    ...{ issued_at: '2026-11-23T00:00:00.000Z', expires_at: '2027-01-01T00:00:00.000Z', checked_at: '2026-11-23T00:00:00.000Z' },
    token_digest: `sha256:${digest(delegatee).toString('hex')}`,
    par_hash: index === 0 ? null : digest(names[index] ?? '').toString('base64url'),
  }));
}

const party = (id: string) => ({ id, roles: ['engineer'], scope: ['*'] });
/** Who asks: `eve`, by her agent. */
export const identity = (change: Partial<VerifiedIdentity> = {}, human = 'eve'): VerifiedIdentity => ({
  verified: true,
  failure: null,
  requester: {
    human: party(human),
    service: party('pep1'),
    agent: { ...party('coder'), instance: 'laptop', jkt: null },
    session: 'ses_pending',
    effective_scope: ['*'],
    delegation_chain: [],
    evidence: [],
  },
  ...change,
});

/** An engine with everything real but the disk: opa's WASM in its thread, keys in theirs. */
export interface House {
  readonly engine: Engine;
  readonly store: Store;
  readonly signer: Signer;
  readonly evaluator: Evaluator;
  readonly keyFile: string;
  close(): Promise<void>;
}

export async function startHouse(over: { readonly store?: Store; readonly version?: string } = {}): Promise<House> {
  const dir = await mkdtemp(join(tmpdir(), 'writ-engine-'));
  const keyFile = join(dir, 'key.json');
  const store = over.store ?? createMemoryStore();
  const [signer, evaluator] = await Promise.all([startSignerThread({ keyFile }), startPolicy(over.version)]);
  await enrol(store);
  const engine = createEngine({ ...standAlone, store, signer, evaluator, signals: createSignals() });
  const close = async (): Promise<void> => {
    await engine.close();
    await Promise.all([signer.close(), evaluator.close()]);
    await store.close();
    await rm(dir, { recursive: true, force: true });
  };
  return { engine, store, signer, evaluator, keyFile, close };
}

export const enrol = async (store: Store): Promise<void> =>
  store.enrolPep({
    tenant_id: 'acme',
    pep_id: 'pep1',
    secret_hash: `sha256:${'0'.repeat(64)}`,
    agent_id: 'coder',
    agent_instance: 'laptop',
    host: 'test',
    created_at: '2026-01-01T00:00:00.000Z',
    revoked_at: null,
  });

/** What a receipt says. */
export const statement = (receipt: StoredReceipt | undefined): ReceiptPayload => JSON.parse(receipt?.payload ?? 'null') as ReceiptPayload;

let opened = 0;
/** Opens a session of its own and returns its id. */
export async function open(engine: Engine, request: UserRequest = { text: 'do the work' }, human = 'eve'): Promise<string> {
  opened += 1;
  const asked = { host_session_id: `host-${opened.toString()}`, agent_type: 'test', user_request: request, identity: {} };
  return (await engine.openSession(pep, asked, identity({}, human))).session.session_id;
}

/** Submits an action. */
export const ask = async (
  engine: Engine,
  session_id: string,
  action: { readonly tool: string; readonly parameters?: JsonObject; readonly key?: string; readonly identity?: VerifiedIdentity },
): Promise<Decision> =>
  engine.authorize(
    pep,
    { session_id, action: { tool: action.tool, operation: 'run', parameters: action.parameters ?? {} }, identity: {} },
    action.identity ?? identity(),
    action.key ?? null,
  );

/** What a person must name to answer: the digest that the list shows. */
export async function answer(
  engine: Engine,
  who: PersonCaller,
  { decision_id }: Decision,
  said: ApprovalAnswer['answer'] = 'approve',
): Promise<Decision> {
  const everyone = person('lister', 'approver');
  const shown = [...(await engine.approvals(everyone)), ...(await engine.approvals(who))];
  const digest = shown.find(({ decision }) => decision.decision_id === decision_id)?.action_digest ?? `sha256:${'0'.repeat(64)}`;
  return engine.settleApproval(who, decision_id, { answer: said, action_digest: digest });
}

/** Verifies a session offline, as an auditor would, and counts its receipts. */
export async function verified({ engine, signer }: Pick<House, 'engine' | 'signer'>, sessionId: string) {
  const exported = await engine.sessionReceipts(pep, sessionId);
  const verdict = verifySession(exported, { keys: [...(await signer.keys())] });
  return { verdict: verdict.verdict, cause: 'cause' in verdict ? verdict.cause : null, count: exported.count };
}

/** The code of the problem that a promise rejects with. */
export async function problem(promise: Promise<unknown>): Promise<string> {
  try {
    await promise;
  } catch (error) {
    return typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : String(error);
  }
  return 'no problem';
}

export const sleep = async (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** Waits until it holds, five seconds at most; answers with how many milliseconds that took. */
export const within = async (holds: () => Promise<boolean>): Promise<number> => {
  const from = performance.now();
  while (!(await holds())) {
    if (performance.now() - from > 5000) throw new Error('not within five seconds');
    await sleep(20);
  }
  return performance.now() - from;
};

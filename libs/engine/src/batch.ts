import { signingInput } from '@writ/receipt';
import type { ComposedDecision, DecisionDraft } from './decision-draft.js';
import type { AppendResult, AppendUnit, Evaluator, ReceiptRow, Signer, Store } from './ports.js';
import type { Sessions } from './sessions.js';
import type { Plan, Prepared, Step } from './step.js';

/** A step on its way, with how often it was tried. */
export interface Job {
  readonly step: Step<unknown>;
  attempt: number;
  resolve(answer: unknown): void;
  reject(error: unknown): void;
}

/** A step that knows what it appends. */
export interface Composed {
  readonly job: Job;
  readonly prepared: Prepared<unknown>;
}

/** What a batch goes through. */
export interface Parts {
  readonly store: Pick<Store, 'append'>;
  readonly signer: Pick<Signer, 'sign' | 'protected'>;
  readonly sessions: Sessions;
}

/** Where a step's way can end. */
export interface Ends {
  done(job: Job, answer: unknown): void;
  failed(job: Job, error: unknown): void;
}

/** Plans every step, decides what must be decided in one message, signs what must be signed in one message. */
export async function compose(jobs: readonly Job[], parts: Parts, ends: Ends): Promise<readonly Composed[]> {
  const planned = await Promise.all(jobs.map(async (job) => plan(job, parts, ends)));
  let open = planned.flatMap((each) => (each === null ? [] : [each]));
  const composed: Composed[] = [];
  while (open.length > 0) {
    const toDecide: Undecided[] = [];
    for (const { job, next } of open) {
      if (next.kind === 'answer') ends.done(job, next.answer);
      else if (next.kind === 'append') composed.push({ job, prepared: next.prepared });
      else if (next.kind === 'decide') toDecide.push({ job, ...next });
    }
    open = (await Promise.all(byEvaluator(toDecide).map(async (group) => decideAll(group, ends)))).flat();
  }
  return composed;
}

interface Open {
  readonly job: Job;
  readonly next: Plan<unknown>;
}

async function plan(job: Job, { sessions }: Parts, ends: Ends): Promise<Open | null> {
  const { tenant_id, session_id } = job.step;
  try {
    const snapshot = await (job.attempt === 0 ? sessions.load(tenant_id, session_id) : sessions.reload(tenant_id, session_id));
    let next = await job.step.prepare(snapshot, job.attempt);
    while (next.kind === 'later') next = await next.plan;
    return { job, next };
  } catch (error) {
    ends.failed(job, error);
    return null;
  }
}

interface Undecided {
  readonly job: Job;
  readonly draft: DecisionDraft;
  readonly evaluator: Evaluator;
  readonly finish: (decided: ComposedDecision) => Plan<unknown>;
}

/** One message for each version: nearly always one. */
function byEvaluator(open: readonly Undecided[]): readonly (readonly Undecided[])[] {
  const groups = new Map<Evaluator, Undecided[]>();
  for (const each of open) {
    const group = groups.get(each.evaluator);
    if (group === undefined) groups.set(each.evaluator, [each]);
    else group.push(each);
  }
  return [...groups.values()];
}

async function decideAll(open: readonly Undecided[], ends: Ends): Promise<Open[]> {
  try {
    const [first] = open;
    const decided = (await first?.evaluator.decide(open.map(({ draft }) => draft))) ?? [];
    const next = await Promise.all(open.map(async ({ job, finish }, i) => finished({ job, finish, decided: decided[i] }, ends)));
    return next.flatMap((each) => (each === null ? [] : [each]));
  } catch (error) {
    for (const { job } of open) ends.failed(job, error);
    return [];
  }
}

async function finished(
  { job, finish, decided }: { job: Job; finish: (decided: ComposedDecision) => Plan<unknown>; decided: ComposedDecision | undefined },
  ends: Ends,
): Promise<Open | null> {
  try {
    if (decided === undefined) throw new TypeError('the evaluator gave too few answers');
    let next = finish(decided);
    while (next.kind === 'later') next = await next.plan;
    return { job, next };
  } catch (error) {
    ends.failed(job, error);
    return null;
  }
}

/** Signs all receipts of a batch in one message and gives back its units. */
export async function signBatch(batch: readonly Composed[], signer: Parts['signer']): Promise<AppendUnit[]> {
  const inputs = batch.flatMap(({ prepared }) => prepared.receipts.map(({ payload }) => signingInput(signer.protected, payload)));
  const signatures = inputs.length === 0 ? [] : await signer.sign(inputs);
  let next = 0;
  return batch.map(({ prepared }): AppendUnit => {
    const { base, head, entries, open = null } = prepared;
    const receipts = prepared.receipts.map((receipt, i): ReceiptRow => {
      const signature = signatures[next];
      next += 1;
      // INVARIANT: no evidence, no action: a unit without its signature is never appended.
      if (signature === undefined) throw new TypeError('the signer gave too few signatures');
      return { ...receipt, seq: base.head.receipt_seq + 1 + i, protected: signer.protected, signature };
    });
    return {
      tenant_id: base.session.tenant_id,
      session_id: base.session.session_id,
      expected: open === null ? base.head : null,
      head,
      open: open === null ? null : { ...open, head },
      close: prepared.close ?? false,
      entries,
      receipts,
      decision: prepared.decision ?? null,
      change: prepared.change ?? null,
      ...(prepared.presence === undefined ? {} : { presence: prepared.presence }),
    };
  });
}

/** How a unit's append ended; an error is its own, not its neighbours'. */
export type Committed = AppendResult | Error;

/** Commits the units together; where one of them is unacceptable to the database, each by itself, so that it fails alone. */
export async function committed(units: readonly AppendUnit[], store: Parts['store']): Promise<readonly Committed[]> {
  try {
    return await store.append(units);
  } catch (error) {
    if (units.length === 1 || !isRefused(error)) throw error;
    return Promise.all(
      units.map(async (unit): Promise<Committed> => {
        try {
          return (await store.append([unit]))[0] ?? 'lost_race';
        } catch (cause) {
          return cause instanceof Error ? cause : new Error('the append failed', { cause });
        }
      }),
    );
  }
}

/** A fault of the data (SQLSTATE class 22 or 23, or the store's own check), not of the database. */
function isRefused(error: unknown): boolean {
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
  return typeof code === 'string' && (code === 'unit_broken' || /^2[23]/u.test(code));
}

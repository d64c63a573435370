import { signingInput } from '@writ/receipt';
import type { AppendResult, AppendUnit, ReceiptRow, Signer, Store } from './ports.js';
import type { Sessions } from './sessions.js';
import type { Prepared, Step } from './step.js';
import type { Uses } from './uses.js';

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
  readonly uses: Pick<Uses, 'note'>;
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
export async function commitBatch(units: readonly AppendUnit[], store: Parts['store']): Promise<readonly Committed[]> {
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

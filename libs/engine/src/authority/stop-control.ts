import { ProblemError } from '@writ/aarm';
import type { PolicyActor, StopRecord } from '@writ/aarm';
import type { Judged } from './change-policy.js';
import type { PolicyChangeResult, PolicyControl, PolicyStore } from './policies.js';
import { newId } from '../journal/identifiers.js';

/** Appends what was judged, with its receipt. */
export type Recorder = (
  request: { readonly tenant_id: string; readonly by: PolicyActor },
  judge: (now: string) => Promise<Judged>,
) => Promise<PolicyChangeResult>;

/** The kill switch, each use of it a signed event in the control session of its tenant. */
export function stopControl(policies: PolicyStore, record: Recorder): Pick<PolicyControl, 'stop' | 'lift'> {
  return {
    stop: async ({ tenant_id, by, request }) => {
      requireOperator(by);
      return recorded(record, { tenant_id, by, event: 'stop' }, async (now) =>
        Promise.resolve({
          ...request,
          tenant_id,
          stop_id: newId('stp', Date.parse(now)),
          by: by.id,
          at: now,
          lifted_at: null,
          lifted_by: null,
        }),
      );
    },
    lift: async ({ tenant_id, by, stop_id }) => {
      requireOperator(by);
      return recorded(record, { tenant_id, by, event: 'lift' }, async (now) => {
        const found = (await policies.stops(tenant_id)).find((stop) => stop.stop_id === stop_id);
        if (found?.lifted_at !== null)
          throw new ProblemError('stop_not_found', { detail: `no stop \`${stop_id}\` is in force`, field: 'stop_id' });
        return { ...found, lifted_at: now, lifted_by: by.id };
      });
    },
  };
}

function requireOperator({ id, roles }: PolicyActor): void {
  if (roles.includes('operator')) return;
  throw new ProblemError('forbidden_caller', { detail: `\`${id}\` may not stop or lift: it takes the role \`operator\`` });
}

async function recorded(
  record: Recorder,
  { tenant_id, by, event }: { readonly tenant_id: string; readonly by: PolicyActor; readonly event: 'stop' | 'lift' },
  make: (now: string) => Promise<StopRecord>,
): Promise<StopRecord> {
  const made: { stop?: StopRecord } = {};
  const result = await record({ tenant_id, by }, async (now) => {
    const stop = await make(now);
    made.stop = stop;
    const { stop_id, kind, id, reason } = stop;
    return {
      event: {
        event,
        policy: null,
        from: null,
        to: null,
        by: { id: by.id, roles: [...by.roles] },
        reason,
        replaced: null,
        overrides: [],
        generation: 0,
        detail: { id, kind, stop_id },
      },
      writes: { stop },
      also: [],
    };
  });
  if (!result.ok || made.stop === undefined) throw new TypeError('a stop cannot be refused once its operator is known');
  return made.stop;
}

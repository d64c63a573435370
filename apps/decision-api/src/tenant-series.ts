import type { PersonCaller } from '@writ/aarm';
import type { ApprovalStats, DeferralStats, Engine } from '@writ/engine';

/** How long figures of the database are told again before it is asked anew: a scraper must not load it. */
const FRESH_MS = 30_000;

/** What is asked of the engine: the same counts as `GET /v1/stats`. */
type Counting = Pick<Engine, 'approvalStats' | 'deferralStats'>;

/** How people and deferrals are doing, by tenant, as series; the same in every replica, for the database counts them. */
export interface TenantSeries {
  text(): Promise<string>;
}

/** Counts among the newest 20,000 decisions of each tenant. Where the database cannot be asked the series are left out, not zero. */
export function tenantSeries(engine: Counting, tenants: () => readonly string[]): TenantSeries {
  let last = { at: Number.NEGATIVE_INFINITY, text: '' };
  return {
    text: async () => {
      if (performance.now() - last.at < FRESH_MS) return last.text;
      const text = await counted(engine, tenants).catch(() => '');
      last = { at: performance.now(), text };
      return text;
    },
  };
}

interface Counts {
  readonly tenant: string;
  readonly approvals: ApprovalStats;
  readonly deferrals: DeferralStats;
}

async function counted(engine: Counting, tenants: () => readonly string[]): Promise<string> {
  const all = await Promise.all(
    tenants().map(async (tenant): Promise<Counts> => {
      const caller: PersonCaller = { kind: 'person', tenant_id: tenant, id: 'metrics', roles: [] };
      const [approvals, deferrals] = await Promise.all([engine.approvalStats(caller), engine.deferralStats(caller)]);
      return { tenant, approvals, deferrals };
    }),
  );
  return SERIES.flatMap(({ name, help, of }) => {
    const lines = all.flatMap((counts) => of(counts).map(([labels, value]) => line(name, { tenant: counts.tenant, ...labels }, value)));
    return lines.length === 0 ? [] : [`# HELP ${name} ${help}`, `# TYPE ${name} gauge`, ...lines];
  }).join('\n');
}

type Sample = readonly [Readonly<Record<string, string>>, number];

const line = (name: string, labels: Readonly<Record<string, string>>, value: number): string => {
  const told = Object.entries(labels).map(([key, text]) => `${key}="${text.replaceAll(/[\\"\n]/gu, '_')}"`);
  return `${name}{${told.join(',')}} ${value.toString()}`;
};

const states = (counts: Readonly<Record<string, number>>): readonly Sample[] =>
  Object.entries(counts).map(([state, value]) => [{ state }, value]);
const single = (value: number | null): readonly Sample[] => (value === null ? [] : [[{}, value]]);
const seconds = (ms: number | null): readonly Sample[] => single(ms === null ? null : ms / 1000);

/** Gauges over the newest decisions: they fall again as these move on. */
const SERIES: readonly { readonly name: string; readonly help: string; readonly of: (counts: Counts) => readonly Sample[] }[] = [
  {
    name: 'writ_questions',
    help: 'decisions that asked people, by what became of them',
    of: ({ approvals: { asked, waiting, approved, denied, timed_out } }) => states({ asked, waiting, approved, denied, timed_out }),
  },
  {
    name: 'writ_interruption_ratio',
    help: 'share of decisions that asked people',
    of: ({ approvals }) => single(approvals.interruption_rate),
  },
  {
    name: 'writ_approval_ratio',
    help: 'share of the answered questions that were approved',
    of: ({ approvals }) => single(approvals.approval_rate),
  },
  {
    name: 'writ_question_answer_median_seconds',
    help: 'from a question to its answer, the median',
    of: ({ approvals }) => seconds(approvals.median_time_to_answer_ms),
  },
  {
    name: 'writ_question_dwell_median_seconds',
    help: 'how long people looked at a question before they answered, the median',
    of: ({ approvals }) => seconds(approvals.median_dwell_ms),
  },
  {
    name: 'writ_deferrals',
    help: 'decisions that were deferred, by where they stand',
    of: ({ deferrals: { deferred, waiting, settled } }) => states({ deferred, waiting, settled }),
  },
  {
    name: 'writ_deferral_resolution_median_seconds',
    help: 'from a deferral to its end, the median',
    of: ({ deferrals }) => seconds(deferrals.median_time_to_resolution_ms),
  },
  {
    name: 'writ_deferral_timeout_ratio',
    help: 'share of the ended deferrals that were denied for want of an answer',
    of: ({ deferrals }) => single(deferrals.timeout_rate),
  },
  {
    name: 'writ_deferral_escalation_ratio',
    help: 'share of the ended deferrals that went on to people',
    of: ({ deferrals }) => single(deferrals.escalation_rate),
  },
  {
    name: 'writ_deferral_attempts',
    help: 'attempts to settle deferrals, by source and by how they ended',
    of: ({ deferrals: { sources } }) =>
      sources.flatMap(({ source, attempts, settled, failed }): Sample[] => [
        [{ source, ended: 'settled' }, settled],
        [{ source, ended: 'failed' }, failed],
        [{ source, ended: 'open' }, attempts - settled - failed],
      ]),
  },
];

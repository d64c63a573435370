import type { PolicyStatus } from '@writ/policy';

/** Upper bounds of the latency buckets, in seconds. */
const BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5] as const;

/** Counters of this process, written out in the Prometheus text format. */
export interface Metrics {
  decided(result: string, seconds: number): void;
  problem(code: string): void;
  /** Of this process; the series that name tenants and versions where they may be told. */
  text(about: { readonly tenants: boolean }): string;
}

/** Starts all counters at zero. */
export function createMetrics(policies: () => readonly PolicyStatus[] = () => []): Metrics {
  const decisions = new Map<string, number>();
  const problems = new Map<string, number>();
  const buckets = BUCKETS.map(() => 0);
  let sum = 0;
  let count = 0;
  return {
    decided: (result, seconds) => {
      increment(decisions, result);
      sum += seconds;
      count += 1;
      const bucket = BUCKETS.findIndex((bound) => seconds <= bound);
      if (bucket >= 0) buckets[bucket] = (buckets[bucket] ?? 0) + 1;
    },
    problem: (code) => {
      increment(problems, code);
    },
    text: ({ tenants }) =>
      [
        ...counter({ name: 'writ_decisions_total', help: 'decisions answered, by result', label: 'result' }, decisions),
        ...counter({ name: 'writ_problems_total', help: 'problems answered, by code', label: 'code' }, problems),
        ...histogram(buckets, sum, count),
        ...(tenants ? policyGauges(policies) : []),
        '',
      ].join('\n'),
  };
}

function increment(counts: Map<string, number>, key: string): void {
  counts.set(key, (counts.get(key) ?? 0) + 1);
}

interface Series {
  readonly name: string;
  readonly help: string;
  readonly label: string;
}

function counter({ name, help, label }: Series, counts: ReadonlyMap<string, number>): readonly string[] {
  const lines = [...counts].map(([value, count]) => `${name}{${label}="${value}"} ${count.toString()}`);
  return [`# HELP ${name} ${help}`, `# TYPE ${name} counter`, ...lines];
}

function histogram(buckets: readonly number[], sum: number, count: number): readonly string[] {
  const name = 'writ_decision_seconds';
  let below = 0;
  const lines = BUCKETS.map((bound, index) => {
    below += buckets[index] ?? 0;
    return `${name}_bucket{le="${bound.toString()}"} ${below.toString()}`;
  });
  const totals = [`${name}_bucket{le="+Inf"} ${count.toString()}`, `${name}_sum ${sum.toString()}`, `${name}_count ${count.toString()}`];
  return [`# HELP ${name} time from the parsed request to the durable decision`, `# TYPE ${name} histogram`, ...lines, ...totals];
}

/** Which version decides, and whether it is the one that should: an alarm is a `writ_policy_failing` of 1. */
function policyGauges(policies: () => readonly PolicyStatus[]): readonly string[] {
  const all = statusOr(policies, []);
  return [
    '# HELP writ_policy_generation changes of the active policy that this process follows, by tenant and version',
    '# TYPE writ_policy_generation gauge',
    ...all.map(
      ({ tenant_id, active, generation }) =>
        `writ_policy_generation{tenant="${tenant_id}",hash="${active ?? ''}"} ${generation.toString()}`,
    ),
    '# HELP writ_policy_failing whether the version that should decide cannot be used',
    '# TYPE writ_policy_failing gauge',
    ...all.map(({ tenant_id, failing }) => `writ_policy_failing{tenant="${tenant_id}"} ${failing === null ? '0' : '1'}`),
  ];
}

/** Counters are read also while nothing can be decided yet. */
function statusOr<T>(read: () => T, otherwise: T): T {
  try {
    return read();
  } catch {
    return otherwise;
  }
}

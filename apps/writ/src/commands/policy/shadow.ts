import { RESULTS } from '@writ/aarm';
import type { ShadowCount, ShadowLoss } from '@writ/engine';
import { openPostgresShadowLog } from '@writ/store';
import { CliError, EXIT } from '../../cli/cli-error.js';
import type { Command, Invocation } from '../../cli/command.js';
import { shorten, visible } from '../../cli/terminal.js';
import type { Terminal } from '../../cli/terminal.js';
import { openRecords, RECORD_OPTIONS } from '../../local/records.js';
import type { Records } from '../../local/records.js';

/** Kinds of answers that are read; what is rarer is in none of the lists. */
const MOST_READ = 10_000;
const MOST_LISTED = 15;

export const shadow: Command = {
  name: 'policy shadow',
  summary: 'show what the version in shadow would have decided beside the active one',
  usage: 'policy shadow [--hash <policy hash>]',
  details:
    'A version in shadow is asked about every decision once it is durable; it changes none. Its queue is bounded: what it did not get\n' +
    'to see is counted. Exit status: 0 it always answered the same, 1 it did not, 2 nothing is in shadow.',
  options: {
    hash: { type: 'string', value: 'policy hash', about: 'a version that was in shadow (default the one that is)' },
    tenant: RECORD_OPTIONS.tenant,
  },
  examples: ['npx writ policy shadow', 'npx writ policy shadow --json'],
  run: async (invocation) => {
    const { terminal, json } = invocation;
    const records = await openRecords(invocation);
    const log = openPostgresShadowLog({ url: records.url });
    try {
      const hash = await inShadow(invocation, records);
      const counts = await log.counts(records.tenant, hash, { limit: MOST_READ });
      const found = summaryOf(counts, await log.loss(records.tenant, hash));
      if (json) terminal.json({ shadow: hash, ...found, counts });
      else show({ hash, found, counts }, terminal);
      return found.flipped === 0 ? EXIT.ok : EXIT.no;
    } finally {
      await log.close();
      await records.close();
    }
  },
};

const inShadow = async ({ text }: Invocation, { policyStore, tenant }: Records): Promise<string> => {
  const hash = text('hash') ?? (await policyStore.pointer(tenant))?.shadow ?? null;
  if (hash !== null) return hash;
  throw new CliError(
    `no version of tenant \`${tenant}\` is in shadow`,
    'put a signed version into shadow, or name one that was with `--hash`',
  );
};

interface Summary {
  readonly compared: number;
  readonly flipped: number;
  readonly loosened: number;
  readonly dropped: number;
  readonly failed: number;
}

const summaryOf = (counts: readonly ShadowCount[], { dropped, failed }: ShadowLoss): Summary => {
  const sum = (which: (count: ShadowCount) => boolean): number => counts.filter(which).reduce((total, { count }) => total + count, 0);
  return { compared: sum(() => true), flipped: sum(flips), loosened: sum(loosens), dropped, failed };
};

const flips = ({ result, shadow_result }: ShadowCount): boolean => result !== shadow_result;
const loosens = ({ result, shadow_result }: ShadowCount): boolean => RESULTS.indexOf(shadow_result) > RESULTS.indexOf(result);

const show = (
  { hash, found, counts }: { readonly hash: string; readonly found: Summary; readonly counts: readonly ShadowCount[] },
  terminal: Terminal,
): void => {
  const { paint } = terminal;
  terminal.line(`${paint('bold', 'shadow')}  ${visible(hash)}`);
  const share = found.compared === 0 ? '' : ` (${((100 * found.flipped) / found.compared).toFixed(1)} %)`;
  terminal.line(`        ${String(found.compared)} decisions compared, ${String(found.flipped)} flip${share}`);
  if (found.loosened > 0) terminal.line(`        ${paint('red', `${String(found.loosened)} become less strict`)}`);
  const lost = found.dropped + found.failed;
  if (lost > 0)
    terminal.line(
      `        ${paint('yellow', `${String(lost)} not compared`)}: ${String(found.dropped)} dropped, ${String(found.failed)} failed`,
    );
  if (found.flipped === 0) return;
  terminal.line();
  terminal.table(
    [...counts]
      .filter(flips)
      .sort((a, b) => Number(loosens(b)) - Number(loosens(a)) || b.count - a.count)
      .slice(0, MOST_LISTED)
      .map((each) => [
        paint(loosens(each) ? 'red' : 'green', `${each.result} → ${each.shadow_result}`),
        shorten(visible(`${each.tool}.${each.operation}`), 40),
        String(each.count),
        `${each.rule} → ${each.shadow_rule}`,
        each.decision_id,
      ]),
    { head: ['', 'tool', 'times', 'by', 'last'] },
  );
};

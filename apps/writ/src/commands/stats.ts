import type { DeferralStats } from '@writ/engine';
import { EXIT } from '../cli/cli-error.js';
import type { Command } from '../cli/command.js';
import { visible } from '../cli/terminal.js';
import { asPerson, needService } from '../local/local-service.js';

export const stats: Command = {
  name: 'stats',
  summary: 'how deferrals went: how many, how long, and who settled them',
  usage: 'stats',
  details: 'Counts the deferrals among the newest 20,000 decisions of the tenant, from the decisions themselves.',
  options: { as: { type: 'string', value: 'person', about: 'who asks (default `carol`)' } },
  examples: ['npx writ stats', 'npx writ stats --json'],
  run: async ({ dataDir, terminal, json, text }) => {
    const service = await needService(dataDir);
    const person = await asPerson({ service, dataDir, person: text('as') ?? 'carol' });
    const said = (await person.get('/v1/stats')) as { readonly deferrals: DeferralStats };
    if (json) terminal.json(said);
    else for (const line of linesOf(said.deferrals)) terminal.line(line);
    return EXIT.ok;
  },
};

const linesOf = ({ deferred, waiting, settled, sources, ...rates }: DeferralStats): readonly string[] => [
  `deferred          ${deferred.toString()}, of which ${waiting.toString()} wait and ${settled.toString()} are settled`,
  `median time       ${rates.median_time_to_resolution_ms === null ? 'none settled' : `${(rates.median_time_to_resolution_ms / 1000).toString()} s`}`,
  `denied at the end ${share(rates.timeout_rate)}`,
  `passed to people  ${share(rates.escalation_rate)}`,
  ...sources.map(
    ({ source, attempts, settled: good, failed }) =>
      `  ${visible(source)}: ${attempts.toString()} attempts, ${good.toString()} settled it, ${failed.toString()} failed`,
  ),
];

const share = (rate: number | null): string => (rate === null ? 'none settled' : `${(rate * 100).toFixed(1)} %`);

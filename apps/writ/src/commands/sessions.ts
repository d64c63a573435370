import type { SessionSummary } from '@writ/engine';
import { EXIT } from '../cli/cli-error.js';
import type { Command } from '../cli/command.js';
import { visible } from '../cli/terminal.js';
import { asPerson, needService } from '../local/local-service.js';

export const sessions: Command = {
  name: 'sessions',
  summary: 'list the sessions of agents, newest first',
  usage: 'sessions',
  options: { limit: { type: 'string', value: 'number', about: 'how many at most (default 20)' } },
  examples: ['npx writ sessions', 'npx writ sessions --json --limit 100'],
  run: async (invocation) => {
    const { dataDir, terminal, json, text } = invocation;
    const service = await needService(dataDir);
    const auditor = await asPerson(invocation, service, 'carol');
    const limit = encodeURIComponent(text('limit') ?? '20');
    const answer = (await auditor.get(`/v1/sessions?limit=${limit}`)) as { readonly sessions: readonly SessionSummary[] };
    if (json) terminal.json(answer);
    else if (answer.sessions.length === 0)
      terminal.line('no sessions yet; connect an agent with `npx writ connect claude-code`, or run `npx writ demo`');
    else
      terminal.table(answer.sessions.map(row), {
        head: ['session', 'agent', 'for', 'opened', 'status', 'decisions', 'pending', 'receipts'],
      });
    return EXIT.ok;
  },
};

const row = (session: SessionSummary): readonly string[] => [
  session.session_id,
  visible(session.agent_type),
  visible(session.principal),
  session.opened_at.slice(0, 19).replace('T', ' '),
  session.status,
  String(session.decisions),
  String(session.pending),
  String(session.head.receipt_seq + 1),
];

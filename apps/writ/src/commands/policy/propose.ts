import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { replay } from '@writ/engine';
import type { Proposal, ReplayReport } from '@writ/engine';
import { createSignals } from '@writ/signals';
import { EXIT } from '../../cli/cli-error.js';
import { AS_OPTION } from '../../cli/command.js';
import type { Command, Invocation } from '../../cli/command.js';
import type { Terminal } from '../../cli/terminal.js';
import { visible } from '../../cli/terminal.js';
import { asPerson, needService } from '../../local/local-service.js';
import { openRecords, RECORD_OPTIONS, sinceOf } from '../../local/records.js';
import { openCandidate } from '../../local/versions.js';
import { proposalPack } from './proposal-pack.js';
import { showReplay } from './show-replay.js';

export const propose: Command = {
  name: 'policy propose',
  summary: 'rules that the answers of people suggest, with what they would change',
  usage: 'policy propose [--write <folder>] [--pack <folder>]…',
  details:
    'Looks at the questions of the past month that people always answered alike: ten approvals, or five refusals, and not one the other\n' +
    'way. Each becomes a rule within what the answered actions had in common, and the recorded sessions are decided again with it beside\n' +
    'the packs that run here, or those that `--pack` names. Nothing takes effect: a rule is read, changed, tested and signed like any other.',
  options: {
    ...RECORD_OPTIONS,
    ...AS_OPTION,
    pack: { type: 'string', multiple: true, value: 'folder', about: 'a pack that the rules are tried with (repeat it)' },
    write: { type: 'string', value: 'folder', about: 'keep the proposed rules as a pack' },
  },
  examples: ['npx writ policy propose', 'npx writ policy propose --write policies/proposed'],
  run: async (invocation) => {
    const { terminal, json, dataDir } = invocation;
    const person = await asPerson(invocation, await needService(dataDir), 'carol');
    const { proposals } = (await person.get('/v1/proposals')) as { readonly proposals: readonly Proposal[] };
    const found = proposals.length === 0 ? null : await tried(proposals, invocation);
    if (json) terminal.json({ proposals, replay: found });
    else show(proposals, found, invocation);
    return EXIT.ok;
  },
};

/** Decides the recorded sessions again, with the proposed rules beside the packs. */
async function tried(proposals: readonly Proposal[], invocation: Invocation): Promise<ReplayReport> {
  const kept = invocation.text('write');
  const folder = kept ?? join(mkdtempSync(join(tmpdir(), 'writ-proposed-')), 'proposed');
  for (const [name, text] of Object.entries(proposalPack(proposals))) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  try {
    return await replayed(folder, invocation);
  } finally {
    if (kept === undefined) rmSync(dirname(folder), { recursive: true, force: true });
  }
}

async function replayed(folder: string, invocation: Invocation): Promise<ReplayReport> {
  const records = await openRecords(invocation);
  try {
    const given = invocation.texts('pack');
    const packs = [...(given.length > 0 ? given : invocation.config.packs), folder];
    const versions = await openCandidate({ ...invocation, texts: () => packs, text: () => undefined }, records);
    try {
      const { recordings, tenant } = records;
      const { version, candidate } = versions;
      return await replay({ recordings, signals: createSignals(), tenant_id: tenant, since: sinceOf(invocation), version, candidate });
    } finally {
      await versions.close();
    }
  } finally {
    await records.close();
  }
}

function show(proposals: readonly Proposal[], found: ReplayReport | null, { terminal, text }: Invocation): void {
  if (found === null) {
    terminal.line('no question of the past month was always answered alike');
    return;
  }
  for (const proposal of proposals) showOne(proposal, terminal);
  showReplay(found, terminal);
  const kept = text('write');
  terminal.line(
    kept === undefined
      ? 'Nothing was changed. `--write <folder>` keeps the rules, to be read and tested.'
      : `The rules are in ${kept}: read them, then \`npx writ policy check ${kept}\`.`,
  );
}

function showOne({ agent, tool, operation, rule, change, answered, people, parameters, open }: Proposal, terminal: Terminal): void {
  const what = `${visible(tool)}.${visible(operation)}`;
  const who = people === 1 ? 'one person' : `${String(people)} people`;
  terminal.line(`${terminal.paint('bold', change === 'allow' ? 'allow' : 'deny ')}  ${what} of ${visible(agent)}`);
  terminal.line(`  ${who} ${change === 'allow' ? 'approved' : 'refused'} all ${String(answered)} questions of ${visible(rule)}`);
  terminal.line(`  within ${Object.keys(parameters).length === 0 ? 'no parameters' : visible(JSON.stringify(parameters))}`);
  if (open.length > 0) terminal.line(`  ${terminal.paint('yellow', 'not limited')}, different each time: ${visible(open.join(', '))}`);
  if (change === 'allow') terminal.line(`  or for a time: npx writ grants preview ${visible(agent)} ${what}`);
  terminal.line();
}

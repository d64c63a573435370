import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { compilePacks, openTrial } from '@writ/policy';
import { CliError, EXIT } from '../../cli/cli-error.js';
import type { Command, Invocation } from '../../cli/command.js';
import { needFolders, opaOf, orRefused } from './local-packs.js';
import { contextFor, readAsked } from './read-question.js';
import { showExplanation } from './show-explanation.js';
import type { Shown } from './show-explanation.js';

export const explain: Command = {
  name: 'policy explain',
  summary: 'show why an action is decided as it is: which rules apply, speak, are mute, and the step that ends it',
  usage: "policy explain <action.json | '{…}' | cases.yaml | -> [--pack <folder>]…",
  details:
    'The context is that of a session that has touched nothing, as in golden cases; `--context` changes fields, null takes one away.\n' +
    'Nothing is decided or recorded: the verdict is what the service would say. Exit status: 0 explained, 2 it could not be.',
  options: {
    pack: { type: 'string', multiple: true, value: 'folder', about: 'a pack of the set (repeat it; default the packs that run)' },
    context: { type: 'string', value: 'file or json', about: 'fields of the context, for example \'{"level": "CONFIDENTIAL"}\'' },
    identity: {
      type: 'string',
      value: 'file or json',
      about: 'who asks, for example \'{"roles": ["contractor"], "effective_scope": ["file:read"]}\'',
    },
    request: { type: 'string', value: 'text', about: 'what the user asked for; alignment and risk are then computed' },
    session: { type: 'string', value: 'id', about: 'take the context of a session (or decision) of the running service' },
    case: { type: 'string', value: 'name', about: 'which golden case of the file' },
  },
  examples: [
    'npx writ policy explain \'{"tool":"shell","operation":"execute","parameters":{"command":"rm -rf /"}}\'',
    'npx writ policy explain refunds/cases/refunds.yaml --case "a large refund nobody asked for" --pack refunds --pack policies/baseline',
  ],
  run: async (invocation) => {
    const { positionals, text, json, terminal } = invocation;
    const [given] = positionals;
    if (given === undefined) throw new CliError('there is no action to explain', 'name a file, or write the action as JSON');
    const shown = await ask(given, text('case'), invocation);
    const { question, from, ...explanation } = shown;
    if (json) terminal.json({ ...explanation, action: question.action, context: question.view, context_from: from });
    else showExplanation(shown, terminal);
    return EXIT.ok;
  },
};

const ask = async (given: string, caseName: string | undefined, invocation: Invocation): Promise<Shown> => {
  const asked = readAsked(given, caseName);
  const folder = mkdtempSync(join(tmpdir(), 'writ-explain-'));
  try {
    const compiled = await orRefused(compilePacks({ packs: setOf(invocation), opa: () => opaOf(invocation), outDir: folder }));
    const { from, ...question } = await contextFor(asked, compiled.terms, invocation);
    const trial = await openTrial(compiled);
    try {
      return { ...(await trial.ask(question)), question, from, of: compiled.rules.length };
    } finally {
      await trial.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

const setOf = ({ texts, config }: Invocation): readonly string[] => {
  const named = texts('pack');
  return needFolders(named.length > 0 ? named : config.packs);
};

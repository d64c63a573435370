import { join } from 'node:path';
import { askSecret } from '../cli/ask-secret.js';
import { EXIT } from '../cli/cli-error.js';
import type { Command } from '../cli/command.js';
import { showProof } from '../demo/show-proof.js';
import { findService } from '../local/local-service.js';

export const demo: Command = {
  name: 'demo',
  summary: 'see it hold: six attempts of an agent, through the real hook, with the evidence checked',
  usage: 'demo',
  details:
    'Starts a service of its own on free ports, with a real database as the target, sends what Claude Code sends to the hook\n' +
    'program, and verifies every receipt offline. Exit status 0 only if every line holds.',
  options: {},
  examples: ['npx writ demo', 'npx writ demo --json'],
  run: async ({ dataDir, config, terminal, json }) => {
    // A service that runs, or that a passphrase locks, keeps its own folder.
    const { isLocked } = await import('../local/vault.js');
    const own = !isLocked(dataDir) && (await findService(dataDir)) === null;
    const folder = own ? dataDir : join(dataDir, 'demo-service');
    const log = (line: string): void => {
      terminal.note(`  ${line}`);
    };
    const [{ prove }, { startBase }] = await Promise.all([import('../demo/prove.js'), import('../local/base.js')]);
    const base = await startBase({ dataDir: folder, ask: askSecret, log });
    try {
      const proof = await prove({ base, config, log });
      if (json) terminal.json(proof);
      else showProof(proof, terminal);
      return proof.held ? EXIT.ok : EXIT.no;
    } finally {
      await base.close();
    }
  },
};

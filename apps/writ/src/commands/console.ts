import { CliError, EXIT } from '../cli/cli-error.js';
import type { Command } from '../cli/command.js';
import { callIssuer, needService, secretOf } from '../local/local-service.js';

export const consoleCommand: Command = {
  name: 'console',
  summary: 'open the web console, where people answer what waits',
  usage: 'console',
  details:
    'Prints where the console is; people sign in there with a passphrase or a passkey. In a demonstration the link signs somebody in.',
  options: {
    as: { type: 'string', value: 'person', about: 'in a demonstration: who signs in (default `bob`)' },
  },
  examples: ['npx writ console'],
  run: async ({ dataDir, terminal, text, json }) => {
    const service = await needService(dataDir);
    if (service.graphql_url === undefined || service.graphql_url === null)
      throw new CliError('this service runs no control plane', 'start it with `npx writ up`');
    if (service.realm === 'people') {
      const link = new URL('/', service.graphql_url).href;
      if (json) terminal.json({ link });
      else terminal.line(`open this and sign in\n  ${link}`);
      return EXIT.ok;
    }
    const person = text('as') ?? 'bob';
    const issued = await callIssuer(service, { path: '/sign-in-codes', body: { person }, authority: secretOf(dataDir) });
    const code = String(issued['code']);
    // Behind `#`: it is never sent to a server, and lands in no log.
    const link = new URL(`/sign-in#${code}`, service.graphql_url).href;
    if (json) terminal.json({ person, link, code, expires_in: issued['expires_in'] });
    else {
      terminal.line(`open this to sign in as ${terminal.paint('bold', person)}; it works once, for ten minutes`);
      terminal.line(`  ${link}`);
    }
    return EXIT.ok;
  },
};

import { CliError, EXIT } from '../cli/cli-error.js';
import type { Command } from '../cli/command.js';
import { callIssuer, needService } from '../local/local-service.js';

export const consoleCommand: Command = {
  name: 'console',
  summary: 'sign a person of the development issuer in to the web console',
  usage: 'console',
  details: 'Prints a link that signs one person in once, within ten minutes. A deployment signs people in with its own issuer.',
  options: {
    as: { type: 'string', value: 'person', about: 'who signs in (default `bob`, an approver)' },
  },
  examples: ['npx writ console', 'npx writ console --as carol'],
  run: async ({ dataDir, terminal, text, json }) => {
    const service = await needService(dataDir);
    if (service.graphql_url === undefined || service.graphql_url === null)
      throw new CliError('this service runs no control plane', 'start it with `npx writ up`');
    const person = text('as') ?? 'bob';
    const issued = await callIssuer({ service, dataDir }, '/sign-in-codes', { person });
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

import { CliError } from '../cli/cli-error.js';
import type { Command, Invocation } from '../cli/command.js';
import { findService } from '../local/local-service.js';
import type { Ports, Stop } from '../local/run-service.js';

const ISSUER_PORT = 7429;

export const up: Command = {
  name: 'up',
  summary: 'run everything on this machine: database, signer, policy, decision service, worker, development issuer',
  usage: 'up',
  details: 'Data lives in one private folder; nothing else is needed. Ctrl-C stops all of it.',
  options: {
    port: { type: 'string', value: 'number', about: 'REST port (default 7420); 0 takes free ports for everything' },
    'grpc-port': { type: 'string', value: 'number', about: 'gRPC port (default 7421)' },
    'control-port': { type: 'string', value: 'number', about: 'port of the control plane, GraphQL (default 7430)' },
    'issuer-port': { type: 'string', value: 'number', about: 'port of the development issuer (default 7429)' },
    packs: {
      type: 'string',
      value: 'folders',
      about: 'policy packs that a new data folder begins with, separated by commas (default: the baseline that comes with Writ)',
    },
    demonstration: {
      type: 'boolean',
      about: 'try things out: anybody on this machine may be anybody, on a data folder that never serves anything else',
    },
    proof: { type: 'boolean', about: 'first prove with real hook payloads that decisions hold' },
    once: { type: 'boolean', about: 'exit after the proof; the status tells whether it held' },
  },
  examples: ['npx writ up', 'npx writ up --proof', 'npx writ up --once', 'npx writ up --port 0 --data /tmp/writ'],
  run: async (invocation) => {
    const { dataDir } = invocation;
    const running = await findService(dataDir);
    if (running !== null)
      throw new CliError(
        `writ is already running on \`${dataDir}\` (${running.rest_url}, process ${String(running.pid)})`,
        'use it, or choose another folder with `--data`',
      );
    const ports = portsOf(invocation);
    const stop = onStop();
    // What it takes to run everything is loaded once it is known that it will run.
    const { runService } = await import('../local/run-service.js');
    return runService(invocation, { ports, stop });
  },
};

const portsOf = ({ text, config }: Invocation): Ports => {
  const free = text('port') === '0';
  const port = (name: string, fallback: number): number => {
    const given = text(name);
    if (given === undefined) return free ? 0 : fallback;
    if (!/^\d{1,5}$/u.test(given) || Number(given) > 65_535)
      throw new CliError(`\`--${name}\` cannot be \`${given}\``, 'use a number from 0 to 65535');
    return Number(given);
  };
  return {
    rest: port('port', config.restPort),
    grpc: port('grpc-port', config.grpcPort),
    control: port('control-port', config.controlPort),
    issuer: port('issuer-port', ISSUER_PORT),
  };
};

/** Ctrl-C under npm arrives twice, from the terminal and from npm: within this time it is one. */
const ONE_SIGNAL_MS = 1_000;

/** The first signal asks to stop; a second one does not wait. */
const onStop = (): Stop => {
  let asked = false;
  let askedAt = 0;
  const requested = new Promise<void>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        if (asked && performance.now() - askedAt > ONE_SIGNAL_MS) process.exit(130);
        if (asked) return;
        asked = true;
        askedAt = performance.now();
        resolve();
      });
    }
  });
  return { requested, asked: () => asked };
};

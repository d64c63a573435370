import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { CliError, EXIT } from '../cli/cli-error.js';
import type { Command, Invocation } from '../cli/command.js';
import type { Terminal } from '../cli/terminal.js';
import { showProof } from '../demo/show-proof.js';
import { prove } from '../demo/prove.js';
import { writePrivate } from '../hook/private-file.js';
import { startBase } from '../local/base.js';
import type { Base } from '../local/base.js';
import { findService, SERVICE_FILE } from '../local/local-service.js';
import type { ServiceRecord } from '../local/local-service.js';
import { packsOf, startStack } from '../local/stack.js';
import type { Stack } from '../local/stack.js';

const ISSUER_PORT = 7429;
/** What is still open then is cut off: stopping must not wait for a long poll. */
const STOP_MS = 1_800;

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
      about: 'policy packs that a new data folder begins with, separated by commas (default `policies/baseline`)',
    },
    proof: { type: 'boolean', about: 'first prove with real hook payloads that decisions hold' },
    once: { type: 'boolean', about: 'exit after the proof; the status tells whether it held' },
  },
  examples: ['npx writ up', 'npx writ up --proof', 'npx writ up --once', 'npx writ up --port 0 --data /tmp/writ'],
  run: async (invocation) => {
    const { dataDir, terminal } = invocation;
    const running = await findService(dataDir);
    if (running !== null)
      throw new CliError(
        `writ is already running on \`${dataDir}\` (${running.rest_url}, process ${String(running.pid)})`,
        'use it, or choose another folder with `--data`',
      );
    const stop = onStop();
    const ports = portsOf(invocation);
    const started = performance.now();
    const base = await startBase({
      dataDir,
      issuerPort: ports.issuer,
      audience: invocation.config.audience,
      log: (line) => terminal.note(`  ${line}`),
    });
    try {
      const asked = invocation.flag('proof') || invocation.flag('once');
      const proof = asked ? await prove({ base, config: invocation.config, log: (line) => terminal.note(`  ${line}`) }) : null;
      if (proof !== null) {
        showProof(proof, terminal);
        if (invocation.flag('once') || stop.asked()) return proof.held ? EXIT.ok : EXIT.no;
      }
      return await serve(base, { invocation, ports, stop, started, refuted: proof !== null && !proof.held });
    } finally {
      await within(STOP_MS, base.close());
    }
  },
};

interface Ports {
  readonly rest: number;
  readonly grpc: number;
  readonly control: number;
  readonly issuer: number;
}

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

interface Stop {
  readonly requested: Promise<void>;
  asked(): boolean;
}

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

interface Serving {
  readonly invocation: Invocation;
  readonly ports: Ports;
  readonly stop: Stop;
  readonly started: number;
  /** A proof was made and did not hold. */
  readonly refuted: boolean;
}

const serve = async (base: Base, { invocation, ports, stop, started, refuted }: Serving): Promise<number> => {
  const { config, terminal, dataDir, json } = invocation;
  const packs = invocation.text('packs')?.split(',') ?? packsOf(config);
  const { rest: restPort, grpc: grpcPort, control: controlPort } = ports;
  const stack = await startStack({
    base,
    config,
    packs,
    policy: 'stored',
    note: (line) => terminal.note(`  ${line}`),
    restPort,
    grpcPort,
    controlPort,
    sweepEveryMs: config.sweepEveryMs,
  });
  try {
    const record: ServiceRecord = {
      pid: process.pid,
      rest_url: stack.restUrl,
      grpc_port: stack.grpcPort,
      graphql_url: stack.graphqlUrl,
      issuer_url: base.issuer.url,
      started_at: new Date().toISOString(),
    };
    writePrivate(join(dataDir, SERVICE_FILE), `${JSON.stringify(record, null, 2)}\n`);
    if (json) terminal.json({ ready: true, ...(refuted ? { proof_held: false } : {}), ...record, policy: stack.policy });
    else showBanner(terminal, { record, stack, ms: performance.now() - started, refuted });
    await Promise.race([stop.requested, base.postgres.exited]);
    if (!stop.asked()) throw new CliError('the database ended by itself', 'see its log in the data folder, then start again');
    return EXIT.ok;
  } finally {
    rmSync(join(dataDir, SERVICE_FILE), { force: true });
    await within(STOP_MS, stack.close());
  }
};

const showBanner = (
  terminal: Terminal,
  { record, stack, ms, refuted }: { readonly record: ServiceRecord; readonly stack: Stack; readonly ms: number; readonly refuted: boolean },
): void => {
  const { policy } = stack;
  terminal.line();
  if (refuted) showRefuted(terminal);
  else terminal.line(`${terminal.paint('bold', 'Writ is ready')} after ${(ms / 1000).toFixed(1)} s: no action without a writ`);
  terminal.line(`  decisions  ${record.rest_url} (REST), ${new URL(record.rest_url).hostname}:${String(record.grpc_port)} (gRPC)`);
  if (stack.graphqlUrl !== null) {
    terminal.line(`  console    ${new URL('/', stack.graphqlUrl).href} (for people)`);
    terminal.line(`  evidence   ${stack.graphqlUrl} (GraphQL, for people and CI)`);
  }
  terminal.line(`  policy     ${policy.id} ${policy.version}, ${String(policy.rules)} rules, ${policy.hash.slice(0, 19)}…`);
  terminal.line(`  identity   ${record.issuer_url} (development issuer; bring your own for production)`);
  if (!refuted) showNext(terminal);
  terminal.line('Ctrl-C stops everything.');
};

const showNext = (terminal: Terminal): void => {
  terminal.line('next');
  terminal.line('  npx writ connect claude-code   put Writ in front of an agent');
  terminal.line('  npx writ console               sign in to the console, where people answer what waits');
  terminal.line('  npx writ approvals             the same in the terminal');
  terminal.line('  npx writ sessions              see what agents did');
};

const showRefuted = (terminal: Terminal): void => {
  terminal.line(`${terminal.paint('red', 'Writ runs, but its proof did not hold')}: connect no agent before you know why`);
  terminal.line('  the lines marked FAIL say what happened; `npx writ demo` proves it again, `npx writ doctor` checks this machine');
};

const within = async (ms: number, work: Promise<void>): Promise<void> => {
  let timer: NodeJS.Timeout | undefined;
  const limit = new Promise<void>((resolve) => {
    timer = setTimeout(resolve, ms);
  });
  await Promise.race([work, limit]);
  clearTimeout(timer);
};

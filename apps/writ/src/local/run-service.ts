import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { askSecret, tellTerminal } from '../cli/ask-secret.js';
import { CliError, EXIT } from '../cli/cli-error.js';
import type { Invocation } from '../cli/command.js';
import type { Terminal } from '../cli/terminal.js';
import { prove } from '../demo/prove.js';
import { showProof } from '../demo/show-proof.js';
import { writePrivate } from '../hook/private-file.js';
import type { DevelopmentIssuer, Realm } from '../issuer/issuer.js';
import { startBase } from './base.js';
import type { Base } from './base.js';
import { SERVICE_FILE, recordOf } from './local-service.js';
import type { ServiceRecord } from './local-service.js';
import { startStack } from './stack.js';
import { refuseOtherRealm, startLocalIssuer } from './start-issuer.js';
import { isLocked } from './vault.js';
import type { Stack } from './stack.js';

/** What is still open then is cut off: stopping must not wait for a long poll. */
const STOP_MS = 1_800;

/** Where everything listens; 0 takes a free port. */
export interface Ports {
  readonly rest: number;
  readonly grpc: number;
  readonly control: number;
  readonly issuer: number;
}

/** Whether and when somebody asked to stop. */
export interface Stop {
  readonly requested: Promise<void>;
  asked(): boolean;
}

/** Starts everything, proves it where that was asked for, and serves until it is stopped. */
export const runService = async (
  invocation: Invocation,
  { ports, stop }: { readonly ports: Ports; readonly stop: Stop },
): Promise<number> => {
  const { terminal, config } = invocation;
  // A proof alone asks nobody for a passphrase: it proves on a folder of its own where this one is locked.
  const apart = invocation.flag('once') && isLocked(invocation.dataDir);
  const dataDir = apart ? join(invocation.dataDir, 'demo-service') : invocation.dataDir;
  const realm = invocation.flag('demonstration') ? 'demonstration' : 'people';
  if (!invocation.flag('once')) refuseOtherRealm(dataDir, realm);
  const started = performance.now();
  const log = (line: string): void => {
    terminal.note(`  ${line}`);
  };
  const base = await startBase({ dataDir, ask: askSecret, log });
  try {
    const asked = invocation.flag('proof') || invocation.flag('once');
    const proof = asked ? await prove({ base, config, log }) : null;
    if (proof !== null) {
      showProof(proof, terminal);
      if (invocation.flag('once') || stop.asked()) return proof.held ? EXIT.ok : EXIT.no;
    }
    return await serve(base, { invocation, ports, stop, realm, started, refuted: proof !== null && !proof.held });
  } finally {
    await within(STOP_MS, base.close());
  }
};

interface Serving {
  readonly invocation: Invocation;
  readonly ports: Ports;
  readonly stop: Stop;
  readonly realm: Realm;
  readonly started: number;
  /** A proof was made and did not hold. */
  readonly refuted: boolean;
}

const serve = async (base: Base, serving: Serving): Promise<number> => {
  const { invocation, ports } = serving;
  const issuer = await startLocalIssuer({
    base,
    realm: serving.realm,
    port: ports.issuer,
    audience: invocation.config.audience,
    consoles: invocation.config.passkeys === undefined ? [] : [invocation.config.passkeys.origin],
    note: (line) => {
      invocation.terminal.note(`  ${line}`);
    },
  });
  try {
    return await serveWith(base, issuer, serving);
  } finally {
    await within(STOP_MS, issuer.close());
  }
};

const serveWith = async (
  base: Base,
  issuer: DevelopmentIssuer,
  { invocation, ports, stop, started, refuted }: Serving,
): Promise<number> => {
  const { config, terminal, dataDir, json } = invocation;
  const packs = invocation.text('packs')?.split(',') ?? config.packs;
  const { rest: restPort, grpc: grpcPort, control: controlPort } = ports;
  const stack = await startStack({
    base,
    issuer,
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
    const record = recordOf(stack, issuer);
    if (stack.graphqlUrl !== null) issuer.showConsole(new URL('/', stack.graphqlUrl).href);
    writePrivate(join(dataDir, SERVICE_FILE), `${JSON.stringify(record, null, 2)}\n`);
    if (json) terminal.json({ ready: true, ...(refuted ? { proof_held: false } : {}), ...record, policy: stack.policy });
    else showBanner(terminal, { record, stack, ms: performance.now() - started, refuted });
    if (!refuted) showOwnerLink(issuer, terminal);
    await Promise.race([stop.requested, base.postgres.exited]);
    if (!stop.asked()) throw new CliError('the database ended by itself', 'see its log in the data folder, then start again');
    return EXIT.ok;
  } finally {
    rmSync(join(dataDir, SERVICE_FILE), { force: true });
    await within(STOP_MS, stack.close());
  }
};

/** To the terminal alone: in a file or a pipe somebody else might read it first, and be the owner. */
const showOwnerLink = (issuer: DevelopmentIssuer, terminal: Terminal): void => {
  const link = issuer.ownerLink();
  if (link === null) return;
  const told = tellTerminal(`\nSet yourself up as the owner; this works once:\n  ${terminal.paint('bold', link)}`);
  if (!told) terminal.note('nobody owns this service yet, and nobody can answer its questions: start it in a terminal to set yourself up');
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
  const people =
    record.realm === 'demonstration' ? 'a DEMONSTRATION: anybody on this machine may be anybody' : 'bring your own for production';
  terminal.line(`  identity   ${record.issuer_url} (development issuer; ${people})`);
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

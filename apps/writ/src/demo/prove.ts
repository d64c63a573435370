import { spawn } from 'node:child_process';
import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { SessionSummary } from '@writ/engine';
import type { SessionExport } from '@writ/receipt';
import type { Config } from '@writ/server';
import { hookCommand } from '../connect/connection.js';
import { writePrivate } from '../hook/private-file.js';
import { adminSecret } from '../issuer/issuer.js';
import type { Base } from '../local/base.js';
import { asPerson, callIssuer, SERVICE_FILE } from '../local/local-service.js';
import type { PersonClient, ServiceRecord } from '../local/local-service.js';
import { packsOf, startStack } from '../local/stack.js';
import type { Stack } from '../local/stack.js';
import { createClaude } from './claude.js';
import { demoPacks } from './demo-packs.js';
import type { EvidenceReport } from './evidence.js';
import { checkEvidence, payloadOf } from './evidence.js';
import { SCENES } from './scenes.js';
import type { Scene } from './scenes.js';
import { createWorld } from './world.js';
import type { World } from './world.js';

/** One line of the table. */
export interface ProofRow {
  readonly scene: string;
  readonly tried: string;
  readonly results: readonly string[];
  readonly why: string;
  readonly world: string;
  readonly receipt: string;
  readonly held: boolean;
  /** What was not as it must be; null where all was. */
  readonly fault: string | null;
}

export interface Proof {
  readonly held: boolean;
  readonly rows: readonly ProofRow[];
  readonly evidence: EvidenceReport;
  readonly policy: Stack['policy'];
  readonly seconds: number;
}

export interface ProofOptions {
  readonly base: Base;
  readonly config: Config;
  readonly log: (line: string) => void;
}

const HOLD_MS = 20_000;
const APPROVAL_MS = 15_000;
const SWEEP_MS = 100;

/** Everything the scenes need. */
interface Set {
  readonly world: World;
  readonly folder: string;
  readonly command: string;
  readonly auditor: PersonClient;
}

/** Drives real hook payloads through the real hook program against a real service, and checks what happened. */
export const prove = async ({ base, config, log }: ProofOptions): Promise<Proof> => {
  const started = performance.now();
  const folder = resolve(base.dataDir, 'demo');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const packs = demoPacks(packsOf(config), join(folder, 'packs'));
  log('proving with six attempts of an agent');
  const world = await createWorld(base.postgres.url, folder);
  const stack = await startStack({
    base,
    config,
    packs,
    policy: 'packs',
    note: log,
    restPort: 0,
    grpcPort: 0,
    controlPort: null,
    sweepEveryMs: SWEEP_MS,
  });
  try {
    const set = await prepare({ base, stack, folder, world });
    const played = await Promise.all(SCENES.map((scene) => play(scene, set)));
    const evidence = checkEvidence(
      played.map(({ exported }) => exported),
      await base.store.keys(),
      join(base.dataDir, 'exports'),
    );
    const rows = played.map(({ row }) => row);
    const held = rows.every((row) => row.held) && evidence.held;
    return { held, rows, evidence, policy: stack.policy, seconds: (performance.now() - started) / 1000 };
  } finally {
    await stack.close();
    await world.close();
  }
};

const prepare = async (options: {
  readonly base: Base;
  readonly stack: Stack;
  readonly folder: string;
  readonly world: World;
}): Promise<Set> => {
  const { base, stack, folder, world } = options;
  const service: ServiceRecord = {
    pid: process.pid,
    rest_url: stack.restUrl,
    grpc_port: stack.grpcPort,
    issuer_url: base.issuer.url,
    started_at: new Date().toISOString(),
  };
  writePrivate(join(folder, SERVICE_FILE), JSON.stringify(service));
  writePrivate(join(folder, 'issuer', 'admin-secret'), adminSecret(join(base.dataDir, 'issuer')));
  const enrolment = await callIssuer({ service, dataDir: folder }, '/enrolments', { host: 'claude-code', human: 'alice' });
  const { pep_id, credential, token_url, refresh_secret } = enrolment;
  const connection = join(folder, 'connection', 'connection.json');
  writePrivate(
    connection,
    JSON.stringify({
      version: 1,
      host: 'claude-code',
      pep_id,
      url: stack.restUrl,
      credential,
      token_url,
      refresh_secret,
      hold_ms: HOLD_MS,
    }),
  );
  return {
    world,
    folder,
    command: hookCommand({ configFile: connection, asks: [stack.restUrl, String(token_url)] }),
    auditor: await asPerson({ service, dataDir: folder, person: 'carol' }),
  };
};

const play = async (scene: Scene, set: Set): Promise<{ readonly row: ProofRow; readonly exported: SessionExport }> => {
  const claude = createClaude({ command: set.command, cwd: set.folder, perform: (tool, input) => set.world.perform(tool, input) });
  await claude.prompt(scene.prompt);
  const seen = await scene.play({ claude, world: set.world, approve: () => approveAsBob(set, claude.hostSessionId) });
  const exported = await exportOf(set.auditor, claude.hostSessionId);
  const decided = exported.receipts
    .map(payloadOf)
    .flatMap((payload) => (payload.decision === null || payload.kind === 'outcome' ? [] : [payload.decision]));
  const results = decided.map(({ result }) => result);
  const last = decided.at(-1);
  const asExpected = collapse(results).join() === scene.expected.join();
  const faults = [
    ...(asExpected ? [] : [`expected ${scene.expected.join(' → ')}, got ${results.join(' → ') || 'nothing'}`]),
    ...(seen.held ? [] : ['the world is not as it must be']),
    ...claude.runs.filter((run) => run.exitCode !== 0).map((run) => run.stderr.trim()),
  ];
  const row: ProofRow = {
    scene: scene.title,
    tried: scene.tried,
    results: collapse(results),
    why: last === undefined ? '' : `${last.reason.message} (${last.policy.policy_id})`,
    world: seen.world,
    receipt: exported.receipts.map(payloadOf).findLast((payload) => payload.decision !== null)?.receipt_id ?? '',
    held: faults.length === 0,
    fault: faults[0] ?? null,
  };
  return { row, exported };
};

/** An approval and the resolution that it leads to say the same result twice. */
const collapse = (results: readonly string[]): readonly string[] => results.filter((result, index) => result !== results[index - 1]);

const exportOf = async (auditor: PersonClient, hostSessionId: string): Promise<SessionExport> => {
  const id = await sessionIdOf(auditor, hostSessionId);
  return (await auditor.get(`/v1/sessions/${id}/receipts`)) as SessionExport;
};

const sessionIdOf = async (auditor: PersonClient, hostSessionId: string): Promise<string> => {
  const { sessions } = (await auditor.get('/v1/sessions?limit=100')) as { readonly sessions: readonly SessionSummary[] };
  const session = sessions.find((candidate) => candidate.host_session_id === hostSessionId);
  if (session === undefined) throw new Error(`the hook opened no session for \`${hostSessionId}\``);
  return session.session_id;
};

/** Another person, another process: what waits in this session is approved on the command line. */
const approveAsBob = async (set: Set, hostSessionId: string): Promise<void> => {
  const until = Date.now() + APPROVAL_MS;
  while (Date.now() < until) {
    const answer = await writ(set, ['approvals', 'list', '--as', 'bob']);
    const { approvals } = JSON.parse(answer) as {
      readonly approvals?: readonly { readonly decision: { readonly decision_id: string; readonly session_id: string } }[];
    };
    const sessionId = await sessionIdOf(set.auditor, hostSessionId);
    const waiting = approvals?.find(({ decision }) => decision.session_id === sessionId);
    if (waiting !== undefined) {
      await writ(set, ['approvals', 'approve', waiting.decision.decision_id, '--as', 'bob', '--comment', 'the user asked for it']);
      return;
    }
    await new Promise((wake) => setTimeout(wake, 100));
  }
};

const writ = (set: Set, args: readonly string[]): Promise<string> =>
  new Promise((done, reject) => {
    const program = fileURLToPath(new URL('../../bin/writ.mjs', import.meta.url));
    const child = spawn(process.execPath, [program, ...args, '--json', '--data', set.folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', reject);
    child.on('close', () => {
      done(Buffer.concat(chunks).toString());
    });
  });

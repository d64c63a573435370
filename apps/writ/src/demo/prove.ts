import { mkdirSync, rmSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { createInstanceKey } from '@writ/pep';
import type { Config } from '@writ/server/config';
import { pinKeys } from '../connect/pin-keys.js';
import { hookCommand } from '../connect/connection.js';
import { MOST_HOLD_MS } from '../hook/hook-config.js';
import { writePrivate } from '../hook/private-file.js';
import type { Base } from '../local/base.js';
import type { DevelopmentIssuer } from '../issuer/issuer.js';
import { callIssuer, personClient, recordOf } from '../local/local-service.js';
import type { PersonClient } from '../local/local-service.js';
import { startStack } from '../local/stack.js';
import { startIssuerOfProof } from '../local/start-issuer.js';
import type { Stack } from '../local/stack.js';
import { demoPacks } from './demo-packs.js';
import type { EvidenceReport } from './evidence.js';
import { checkEvidence } from './evidence.js';
import { playScene } from './play.js';
import type { ProofRow, Stagehands } from './play.js';
import { SCENES } from './scenes.js';
import { createWorld } from './world.js';
import type { World } from './world.js';

/** What the proof came to. */
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

const SWEEP_MS = 100;

/** Drives real hook payloads through the real hook program against a real service, and checks what happened. */
export const prove = async ({ base, config, log }: ProofOptions): Promise<Proof> => {
  const started = performance.now();
  const folder = resolve(base.dataDir, 'demo');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const packs = demoPacks(config.packs, join(folder, 'packs'));
  log('proving with six attempts of an agent');
  const world = await createWorld(base.postgres.url, folder);
  const issuer = await startIssuerOfProof(base, config.audience);
  try {
    const stack = await startStack({
      base,
      issuer,
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
      return {
        ...(await playAll(base, await callHands({ issuer, stack, folder, world }))),
        policy: stack.policy,
        seconds: secondsSince(started),
      };
    } finally {
      await stack.close();
    }
  } finally {
    await issuer.close();
    await world.close();
  }
};

const secondsSince = (started: number): number => (performance.now() - started) / 1000;

const playAll = async (base: Base, hands: Stagehands): Promise<Pick<Proof, 'held' | 'rows' | 'evidence'>> => {
  const played = await Promise.all(SCENES.map((scene) => playScene(scene, hands)));
  const exports = played.flatMap(({ exported }) => (exported === null ? [] : [exported]));
  const evidence = checkEvidence(exports, await base.store.keys(), join(base.dataDir, 'exports'));
  const rows = played.map(({ row }) => row);
  return { held: rows.every((row) => row.held) && evidence.held, rows, evidence };
};

/** Enrols the hook as `writ connect` does, and signs in the people of the scenes. */
const callHands = async (options: {
  readonly issuer: DevelopmentIssuer;
  readonly stack: Stack;
  readonly folder: string;
  readonly world: World;
}): Promise<Stagehands> => {
  const { issuer, stack, folder, world } = options;
  const authority = issuer.demonstrationSecret;
  const service = recordOf(stack, issuer);
  const person = async (id: string): Promise<PersonClient> =>
    personClient(service, String((await callIssuer(service, { path: '/token', body: { person: id }, authority }))['human_token']));
  const { key, publicKey } = createInstanceKey();
  const body = { host: 'claude-code', human: 'alice', jwk: publicKey };
  const enrolment = await callIssuer(service, { path: '/enrolments', body, authority });
  const { pep_id, credential, token_url, refresh_secret } = enrolment;
  const configFile = join(folder, 'connection', 'connection.json');
  const mcp = { database: 'database', mail: 'mail', credentials: 'credentials' };
  const connection = {
    pep_id,
    url: stack.restUrl,
    credential,
    token_url,
    refresh_secret,
    instance_key: key,
    keys: await pinKeys(service),
    hold_ms: MOST_HOLD_MS,
    mcp,
  };
  writePrivate(configFile, JSON.stringify({ version: 1, host: 'claude-code', ...connection }));
  return {
    world,
    folder,
    command: hookCommand({ configFile, asks: [stack.restUrl, String(token_url)] }),
    auditor: await person('carol'),
    person: await person('bob'),
  };
};

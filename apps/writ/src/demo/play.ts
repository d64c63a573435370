import type { SessionExport } from '@writ/receipt';
import { DENIED } from '../hook/finish.js';
import { approveWhileOpen } from './approver.js';
import type { Approver } from './approver.js';
import { createClaude } from './claude.js';
import type { Claude } from './claude.js';
import { payloadOf } from './evidence.js';
import type { Scene, Seen } from './scenes.js';
import { exportSession } from './sessions.js';
import { endingIn, faultsIn, reasonIn, resultsIn } from './tell-evidence.js';
import type { World } from './world.js';

/** One line of the table: all of it is told from what was measured and from receipts. */
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

/** What every scene needs. */
export interface Stagehands extends Approver {
  readonly world: World;
  readonly folder: string;
  /** The command line of the hook. */
  readonly command: string;
}

/** What came of one scene; no export where the hook opened no session. */
export interface Played {
  readonly row: ProofRow;
  readonly exported: SessionExport | null;
}

/** Plays one scene to its end, then reads what the receipts say of it. */
export const playScene = async (scene: Scene, hands: Stagehands): Promise<Played> => {
  const { command, folder, world } = hands;
  const claude = createClaude({ command, cwd: folder, perform: (tool, input) => world.perform(tool, input) });
  const seen = await playOut(scene, claude, hands);
  const exported = await exportSession(hands.auditor, claude.hostSessionId);
  const payloads = exported?.receipts.map(payloadOf) ?? [];
  const faults = [
    ...(exported === null ? ['the hook opened no session'] : []),
    ...faultsIn(payloads, scene.expected),
    // A denial without a decision shows in what the receipts lack.
    ...claude.runs
      .filter(({ exitCode }) => exitCode !== 0 && exitCode !== DENIED)
      .map((run) => `the hook ended with ${String(run.exitCode)}: ${run.stderr.trim()}`),
    ...seen.faults,
  ];
  const row: ProofRow = {
    scene: scene.title,
    tried: scene.tried,
    results: resultsIn(payloads),
    why: reasonIn(payloads),
    world: [seen.world, ...endingIn(payloads)].join('; '),
    receipt: payloads.findLast((payload) => payload.decision !== null)?.receipt_id ?? '',
    held: faults.length === 0,
    fault: faults.length === 0 ? null : faults.join('; '),
  };
  return { row, exported };
};

/** A scene that breaks off is a line that says so, not the end of the others. */
const playOut = async (scene: Scene, claude: Claude, hands: Stagehands): Promise<Seen> => {
  try {
    await claude.prompt(scene.prompt);
    const approve = (call: Promise<unknown>): ReturnType<typeof approveWhileOpen> => approveWhileOpen(call, claude.hostSessionId, hands);
    return await scene.play({ claude, world: hands.world, approve });
  } catch (error) {
    return { world: 'not known', faults: [`it broke off: ${error instanceof Error ? error.message : String(error)}`] };
  }
};

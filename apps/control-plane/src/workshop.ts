import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ProblemError } from '@writ/aarm';
import type { PolicyContent } from '@writ/engine';
import { inferEffect } from '@writ/assembly';
import { checkPacks, compileContent, PolicyError, unpack } from '@writ/policy';
import type { CheckReport, Finding, PackFile } from '@writ/policy';

/** A pack as it was sent. */
export interface SentPack {
  readonly name: string;
  readonly files: readonly PackFile[];
}

/** The packs were refused: nothing was stored. */
export class PacksRefused extends Error {
  readonly findings: readonly Finding[];

  constructor(findings: readonly Finding[]) {
    super('the packs are refused');
    this.name = 'PacksRefused';
    this.findings = findings;
  }
}

/** Compiles and checks what people send, one set at a time: it is the heaviest thing that a person can ask for. */
export interface Workshop {
  /** @throws PacksRefused with file, line and remedy */
  compile(packs: readonly SentPack[]): Promise<PolicyContent>;
  check(packs: readonly SentPack[]): Promise<CheckReport>;
}

/** Options of {@link createWorkshop}. */
export interface WorkshopOptions {
  readonly opa: () => Promise<string>;
}

const MOST_PACKS = 32;
const MOST_WAITING = 8;
const NAME = /^[a-z0-9][a-z0-9_-]{0,63}$/u;

/** Works in folders of its own, which it removes again. */
export function createWorkshop({ opa }: WorkshopOptions): Workshop {
  const inTurn = turns();
  return {
    compile: async (packs) =>
      inTurn(packs, async (folders, root) => compileContent({ packs: folders, opa, outDir: join(root, '.compiled') })),
    check: async (packs) =>
      inTurn(packs, async (folders) => {
        const report = await checkPacks({ packs: folders, opa: await opa(), effectOf: inferEffect });
        return { ...report, packs: report.packs.map((pack) => ({ ...pack, folder: pack.id })) };
      }),
  };
}

type InFolders = <T>(packs: readonly SentPack[], work: (folders: readonly string[], root: string) => Promise<T>) => Promise<T>;

function turns(): InFolders {
  let last: Promise<unknown> = Promise.resolve();
  let waiting = 0;
  return async (packs, work) => {
    refuse(packs);
    if (waiting >= MOST_WAITING)
      throw new ProblemError('overloaded', { detail: 'too many policies are being compiled; try again in a minute' });
    waiting += 1;
    const before = last;
    const turn = (async () => {
      await before.catch(() => undefined);
      return inFolders(packs, work);
    })();
    last = turn.catch(() => undefined);
    try {
      return await turn;
    } finally {
      waiting -= 1;
    }
  };
}

/** What is wrong with the request rather than with a pack. */
function refuse(packs: readonly SentPack[]): void {
  if (packs.length === 0 || packs.length > MOST_PACKS)
    throw wrong('packs', `\`packs\` has ${String(packs.length)} packs: send 1 to ${String(MOST_PACKS)}`);
  const odd = packs.find(({ name }) => !NAME.test(name));
  if (odd !== undefined)
    throw wrong('packs.name', `\`${odd.name.slice(0, 64)}\` cannot name a pack: use lower case letters, digits, \`-\` and \`_\``);
  const names = packs.map(({ name }) => name);
  const twice = names.find((name, index) => names.indexOf(name) !== index);
  if (twice !== undefined) throw wrong('packs.name', `\`${twice}\` is sent twice: send each pack once`);
}

const wrong = (field: string, detail: string): ProblemError => new ProblemError('invalid_field', { detail, field });

const inFolders: InFolders = async (packs, work) => {
  const root = await mkdtemp(join(tmpdir(), 'writ-workshop-'));
  try {
    const folders: string[] = [];
    for (const { name, files } of packs) {
      const folder = join(root, name);
      await mkdir(folder);
      await unpack(folder, files);
      folders.push(folder);
    }
    return await work(folders, root);
  } catch (error) {
    if (!(error instanceof PolicyError)) throw error;
    throw new PacksRefused([findingOf(error, root)]);
  } finally {
    await rm(root, { recursive: true, force: true });
  }
};

/** The refusal without the folder that only this process knows. */
const findingOf = ({ code, file, line, what, remedy }: PolicyError, root: string): Finding => ({
  severity: 'error',
  code,
  file: file.replaceAll(`${root}/`, ''),
  line: line ?? null,
  what: what.replaceAll(`${root}/`, ''),
  remedy,
});

import type { Rule } from '@writ/aarm';
import { annotations, isRego, isTest, stagedPath } from './build.js';
import type { Stage } from './build.js';
import { PolicyError } from './error.js';
import type { Pack } from './pack.js';
import { deriveReads, librariesOf } from './reads.js';
import type { Libraries, RefusedRead } from './reads.js';
import { declareRule, toRule } from './rule.js';
import type { Annotation } from './rule.js';
import type { SourceFile } from './source.js';
import { nameOf, packageOf, parseModules, parseWithLines } from './syntax.js';
import type { Module } from './syntax.js';

/** A parsed Rego file of a pack, other than a test. */
export interface ParsedFile {
  readonly pack: Pack;
  readonly file: SourceFile;
  readonly staged: string;
  readonly module: Module;
}

/** What becomes of a rule that is refused: whoever checks a pack wants to see them all, whoever compiles it stops at the first. */
type OnRefusal = (refusal: PolicyError) => void;

const stop: OnRefusal = (refusal) => {
  throw refusal;
};

/** Finds out of every rule file what the decision must know of it. */
export async function analyse(
  stage: Stage,
  {
    packs,
    parsed,
    onRefusal = stop,
  }: { readonly packs: readonly Pack[]; readonly parsed: readonly ParsedFile[]; readonly onRefusal?: OnRefusal },
): Promise<readonly Rule[]> {
  const metadata = await annotations(stage);
  const library = parsed.filter(({ file }) => file.path.startsWith('lib/'));
  for (const one of library) refuseMisplacedLibrary(one);
  refuseSharedLibrary(library);
  const libraries = librariesOf(library.map(({ module }) => module));
  const trackers = new Set(packs.flatMap(({ manifest }) => manifest.trackers.map(({ id }) => id)));
  const rules: Rule[] = [];
  for (const one of parsed.filter(({ file }) => file.path.startsWith('rules/'))) {
    const rule = await analyseRule(one, { stage, metadata, library, libraries, trackers });
    if (rule instanceof PolicyError) onRefusal(rule);
    else rules.push(rule);
  }
  return rules;
}

interface Surroundings {
  readonly stage: Stage;
  readonly metadata: ReadonlyMap<string, Annotation>;
  readonly library: readonly ParsedFile[];
  readonly libraries: Libraries;
  /** The ids of all trackers of the set. */
  readonly trackers: ReadonlySet<string>;
}

async function analyseRule(one: ParsedFile, { stage, metadata, library, libraries, trackers }: Surroundings): Promise<Rule | PolicyError> {
  try {
    const declared = declareRule(one.file, one.pack.manifest.id, metadata.get(one.staged));
    refuseMisplacedRule(one, declared.metadata.id);
    const reads = deriveReads(one.module, libraries);
    if ('what' in reads) return await withLine({ stage, one, refused: reads, library });
    refuseUnknownTracker(one, reads.context, trackers);
    return toRule(declared, reads);
  } catch (refusal) {
    if (refusal instanceof PolicyError) return refusal;
    throw refusal;
  }
}

/** Parses all rules and libraries; they have passed `opa check` before. */
export async function parsePacks({ opa, folder }: Stage, packs: readonly Pack[]): Promise<readonly ParsedFile[]> {
  const files = packs.flatMap((pack) =>
    pack.files.filter((file) => isRego(file) && !isTest(file)).map((file) => ({ pack, file, staged: stagedPath(pack, file) })),
  );
  const modules = await parseModules(
    opa,
    files.map(({ file, staged }) => ({ name: staged, text: file.text })),
    folder,
  );
  return files.map((file, index) => ({ ...file, module: modules[index] as Module }));
}

function refuseMisplacedRule({ pack, file, module }: ParsedFile, id: string): void {
  const expected = `data.writ.rules.${id}`;
  const remedy = `one rule a file: \`rules/${id}.rego\`, \`package writ.rules.${id}\`, \`id: ${id}\`, \`outcome := … if …\``;
  const misplaced = (what: string): PolicyError => new PolicyError({ code: 'rule_misplaced', file: file.shown, what, remedy });
  if (packageOf(module) !== expected)
    throw misplaced(`the package is \`${packageOf(module).replace(/^data\./u, '')}\` and the id \`${id}\``);
  if (file.path !== `rules/${id}.rego`) throw misplaced(`the file is not named after the id \`${id}\``);
  if (!(module.rules ?? []).some((definition) => nameOf(definition) === 'outcome')) throw misplaced('the rule defines no `outcome`');
  if (!pack.files.some(({ path }) => path === `rules/${id}_test.rego`))
    throw new PolicyError({
      code: 'rule_untested',
      file: file.shown,
      what: 'the rule has no test',
      remedy: `add \`rules/${id}_test.rego\``,
    });
}

/** Nothing would ever populate it, and the rule would be mute for ever. */
function refuseUnknownTracker({ file }: ParsedFile, context: ReadonlySet<string>, trackers: ReadonlySet<string>): void {
  const unknown = [...context].find((field) => field.startsWith('tracked.') && !trackers.has(field.slice('tracked.'.length)));
  if (unknown === undefined) return;
  const id = unknown.slice('tracked.'.length);
  throw new PolicyError({
    code: 'read_refused',
    file: file.shown,
    what: `the rule reads \`${unknown}\`, and no pack has a tracker \`${id}\``,
    remedy: `declare it in \`trackers\` of pack.yaml: \`{ id: ${id}, applies_to: […] }\``,
  });
}

function refuseMisplacedLibrary({ file, module }: ParsedFile): void {
  if (/^data\.writ\.lib\.[a-z][a-z0-9_]*$/u.test(packageOf(module))) return;
  const remedy = 'name the package `writ.lib.<name>`';
  throw new PolicyError({ code: 'rule_misplaced', file: file.shown, what: `the package is \`${packageOf(module)}\``, remedy });
}

/** INVARIANT: a pack cannot change what a rule of another pack means by adding to its library. */
function refuseSharedLibrary(library: readonly ParsedFile[]): void {
  const owners = new Map<string, ParsedFile>();
  for (const one of library) {
    const name = packageOf(one.module);
    const owner = owners.get(name);
    if (owner !== undefined && owner.pack !== one.pack && owner.file.sha256 !== one.file.sha256)
      throw new PolicyError({
        code: 'duplicate_id',
        file: one.file.shown,
        what: `the pack \`${owner.pack.manifest.id}\` has \`${name}\` too`,
        remedy: 'name the library after its pack',
      });
    owners.set(name, owner ?? one);
  }
}

/** The quick parse knows no lines: the refused file alone is parsed again to say where. */
async function withLine({
  stage,
  one,
  refused,
  library,
}: {
  stage: Stage;
  one: ParsedFile;
  refused: RefusedRead;
  library: readonly ParsedFile[];
}): Promise<PolicyError> {
  const lined = async (each: ParsedFile): Promise<Module> => (await parseWithLines(stage.opa, each.staged, stage.folder)) ?? each.module;
  const modules = refused.library === null ? [] : await Promise.all(library.map(lined));
  const again = deriveReads(await lined(one), librariesOf(modules));
  const { what, remedy, line } = 'what' in again ? again : refused;
  const blamed = library.find(({ module }) => packageOf(module) === refused.library) ?? one;
  return new PolicyError({ code: 'read_refused', file: blamed.file.shown, line, what, remedy });
}

import { rm, writeFile } from 'node:fs/promises';
import { opaText, runOpa } from './opa.js';

/** A node of OPA's AST in JSON; `location` only where it was asked for. */
export interface Node {
  readonly type?: string;
  readonly value?: unknown;
  readonly location?: { readonly row: number };
}

/** What this library looks at of a parsed Rego file. */
export interface Module {
  readonly package: { readonly path: readonly Node[] };
  readonly imports?: readonly { readonly path: Node; readonly alias?: string; readonly location?: { readonly row: number } }[];
  readonly rules?: readonly ModuleRule[];
}

/** One definition in a module. */
export interface ModuleRule {
  readonly head: {
    readonly name?: string;
    readonly ref?: readonly Node[];
    readonly args?: readonly Node[];
    readonly key?: Node;
    readonly value?: Node;
  };
  readonly else?: ModuleRule;
  readonly location?: { readonly row: number };
}

/** A reference as written: `input.context.level`; a dynamic part is null. */
export interface Reference {
  readonly head: string;
  readonly path: readonly (string | null)[];
  readonly line: number | undefined;
}

const PARSE_ALL = '[module | some file in input; module := rego.parse_module(file.name, file.text)]';

/** Parses all files in one run of opa; they have passed `opa check` before. */
export async function parseModules(
  opa: string,
  files: readonly { readonly name: string; readonly text: string }[],
  cwd: string,
): Promise<readonly Module[]> {
  const input = `${cwd}/parse-input.json`;
  await writeFile(input, JSON.stringify(files));
  const { ok, stdout } = await runOpa(opa, ['eval', '--format', 'json', '--strict-builtin-errors', '--input', input, PARSE_ALL], cwd);
  await rm(input);
  if (!ok) return parseEach(opa, files, cwd);
  const { result } = JSON.parse(stdout) as { result: [{ expressions: [{ value: Module[] }] }] };
  return result[0].expressions[0].value;
}

/** `rego.parse_module` fails on some texts that are sound, such as a literal with a byte order mark. */
async function parseEach(opa: string, files: Parameters<typeof parseModules>[1], cwd: string): Promise<readonly Module[]> {
  const modules: Module[] = [];
  for (const { text } of files) {
    const file = `${cwd}/parse-input.rego`;
    await writeFile(file, text);
    modules.push(JSON.parse(await opaText(opa, ['parse', '--format', 'json', file], cwd)) as Module);
    await rm(file);
  }
  return modules;
}

/** The same module with line numbers, to say where something is wrong; null if opa does not give it. */
export async function parseWithLines(opa: string, file: string, cwd: string): Promise<Module | null> {
  const { ok, stdout } = await runOpa(opa, ['parse', '--format', 'json', '--json-include', 'locations,-comments', file], cwd);
  return ok ? (JSON.parse(stdout) as Module) : null;
}

/** `data.writ.rules.x` of a module. */
export const packageOf = (module: Module): string => module.package.path.map(({ value }) => String(value)).join('.');

/** The name a definition goes by inside its package. */
export function nameOf({ head }: ModuleRule): string {
  const first = head.ref?.[0]?.value;
  return typeof first === 'string' ? first : (head.name ?? '');
}

/** Every reference and bare variable below `root`, in source order. Locals appear too; only `input` and `data` can read. */
export function referencesIn(root: unknown): readonly Reference[] {
  const found: Reference[] = [];
  visit(root, undefined);
  return found;

  function visit(node: unknown, line: number | undefined): void {
    if (typeof node !== 'object' || node === null) return;
    if (Array.isArray(node)) {
      for (const inner of node as readonly unknown[]) visit(inner, line);
      return;
    }
    const { type, value, location } = node as Node;
    const here = location?.row ?? line;
    if (type === 'var') found.push({ head: String(value), path: [], line: here });
    else if (type === 'ref' && Array.isArray(value)) reference(value as readonly Node[], here);
    else for (const inner of Object.values(node)) visit(inner, here);
  }

  function reference([head, ...rest]: readonly Node[], line: number | undefined): void {
    if (head?.type === 'var') found.push({ head: String(head.value), path: rest.map(staticPart), line });
    else visit(head, line);
    for (const part of rest) if (part.type !== 'string') visit(part, line);
  }
}

const staticPart = ({ type, value }: Node): string | null => (type === 'string' ? String(value) : null);

/** Whether anything below `root` is evaluated under other input or data (`with`), and where. */
export function withModifier(root: unknown, line?: number): { readonly line: number | undefined } | null {
  if (typeof root !== 'object' || root === null) return null;
  const here = (root as Node).location?.row ?? line;
  if ('with' in root && Array.isArray(root.with)) return { line: here };
  for (const inner of Object.values(root)) {
    const found = withModifier(inner, here);
    if (found !== null) return found;
  }
  return null;
}

import { LineCounter, parseDocument } from 'yaml';
import type { Document } from 'yaml';
import { PolicyError } from '../error.js';
import type { Finding } from '../check/report.js';

export type Path = readonly (string | number)[];

/** A YAML file that is read member by member: what nobody asked for by name is refused, never passed over. */
export class SampleFile {
  readonly root: unknown;
  readonly refusals: Finding[] = [];
  readonly notes: string[] = [];
  /** Domains that are not `external`. */
  readonly own: readonly string[];
  readonly #file: string;
  readonly #document: Document.Parsed;
  readonly #lines = new LineCounter();

  constructor(text: string, file: string, own: readonly string[] = []) {
    this.#file = file;
    this.own = own;
    this.#document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true, strict: true });
    const [problem] = this.#document.errors;
    const refuse = (what: string, line?: number): never => {
      throw new PolicyError({ code: 'import_refused', file, line, what, remedy: 'correct the YAML' });
    };
    if (problem !== undefined) refuse(problem.message.split('\n', 1)[0] ?? '', problem.linePos?.[0].line);
    this.root = this.#document.toJS({ maxAliasCount: 100 }) as unknown;
  }

  /** Says that something cannot be expressed. */
  refuse(path: Path, what: string, remedy: string): void {
    this.refusals.push({ severity: 'error', code: 'import_refused', file: this.#file, line: this.lineOf(path), what, remedy });
  }

  /** The line of a member, or of the nearest one around it. */
  lineOf(path: Path): number | null {
    for (let depth = path.length; depth > 0; depth -= 1) {
      const node: unknown = this.#document.getIn(path.slice(0, depth), true);
      const range = typeof node === 'object' && node !== null && 'range' in node ? node.range : null;
      if (Array.isArray(range)) return this.#lines.linePos(Number(range[0])).line;
    }
    return null;
  }
}

/** A mapping, or nothing. */
export const mapping = (value: unknown): Readonly<Record<string, unknown>> | null =>
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Readonly<Record<string, unknown>>) : null;

/** A list as it is, anything else as a list of one, nothing as none. */
export const listed = (value: unknown): readonly unknown[] =>
  value === undefined || value === null ? [] : Array.isArray(value) ? value : [value];

/** A text as it is, anything else as JSON. */
export const plainText = (value: unknown): string => (typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value));

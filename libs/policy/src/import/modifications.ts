import type { Modification } from '@writ/aarm';
import type { Path, SampleFile } from './sample-file.js';
import { listed, mapping } from './sample-file.js';

const REDACTED = '[REDACTED]';
const REMEDY = 'only lower a number, set a restricting value, `redact` and `remove` can: nothing may become wider';

/** Reads `modification` and `modifications`: `{limit: 100}`, `{set: {…}}`, `{redact: […]}`, or a list of these. */
export function modificationsOf(file: SampleFile, members: Readonly<Record<string, unknown>>, path: Path): readonly Modification[] {
  return ['modification', 'modifications'].flatMap((name) =>
    listed(members[name]).flatMap((one) => {
      const edits = mapping(one);
      if (edits !== null) return Object.entries(edits).flatMap(([verb, value]) => editsOf(file, verb, value, [...path, name, verb]));
      file.refuse([...path, name], `\`${JSON.stringify(one)}\` is no modification`, REMEDY);
      return [];
    }),
  );
}

function editsOf(file: SampleFile, verb: string, value: unknown, path: Path): readonly Modification[] {
  const inner = mapping(value);
  if (verb === 'redact' || verb === 'remove') return listed(value).map((name) => redactOrDrop(verb, String(name).split('.')));
  if ((verb === 'set' || verb === 'parameters') && inner !== null)
    return Object.entries(inner).flatMap(([name, set]) => editsOf(file, name, set, [...path, name]));
  if (inner !== null && Object.keys(inner).length === 1 && typeof (inner['max'] ?? inner['cap']) === 'number')
    return [{ op: 'cap', path: verb.split('.'), value: Number(inner['max'] ?? inner['cap']) }];
  if (typeof value === 'number') return [{ op: 'cap', path: verb.split('.'), value }];
  if (typeof value === 'string' || typeof value === 'boolean') return [{ op: 'set', path: verb.split('.'), value }];
  file.refuse(path, `the modification \`${verb}\` cannot be expressed`, REMEDY);
  return [];
}

const redactOrDrop = (verb: 'redact' | 'remove', path: string[]): Modification =>
  verb === 'redact' ? { op: 'set', path, value: REDACTED } : { op: 'drop', path };

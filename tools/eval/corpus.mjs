/** Reads recorded sessions, one JSON object a line, and what is known of their tools. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { basename, join } from 'node:path';
import { outcomeReport } from '@writ/pep';

/** What is wrong with a corpus, in words. */
export class CorpusError extends Error {}

/**
 * Every `*.jsonl` of a folder. A line that cannot be read is a fault that is told, and no session.
 * @param {string} folder
 */
export function readCorpus(folder) {
  if (!existsSync(folder)) throw new CorpusError(`there is no folder \`${folder}\`: name one with \`--corpus\``);
  const names = readdirSync(folder)
    .filter((name) => name.endsWith('.jsonl'))
    .sort();
  if (names.length === 0) throw new CorpusError(`\`${folder}\` has no \`*.jsonl\`: name the folder of a corpus with \`--corpus\``);
  const catalog = readCatalog(join(folder, 'catalog.json'));
  const faults = [];
  const files = names.map((name) => ({ file: basename(name, '.jsonl'), sessions: readFile(join(folder, name), faults) }));
  return { files, catalog, faults };
}

function readFile(path, faults) {
  const sessions = [];
  for (const [index, line] of readFileSync(path, 'utf8').split('\n').entries()) {
    if (line.trim() === '') continue;
    const read = readLine(line);
    if (typeof read === 'string') faults.push(`${path}:${index + 1}: ${read}`);
    else sessions.push(read);
  }
  return sessions;
}

const KINDS = ['benign', 'attack'];
const isObject = (value) => typeof value === 'object' && value !== null && !Array.isArray(value);

/** A value in the form in which enforcement points tell outputs: without what two readers could understand differently. */
const exact = (value) => outcomeReport({ status: 'completed', output: value }).output;

/** The session of a line, or what is wrong with it. Members that are left out are read as not known. */
export function readLine(line) {
  let session;
  try {
    session = JSON.parse(line);
  } catch (error) {
    return `it is no JSON: ${error.message}`;
  }
  if (!isObject(session)) return 'it is no object';
  const { id, kind, steps, source = '', suite = '', user_request: request, principal } = session;
  if (typeof id !== 'string' || id === '') return '`id` is missing';
  if (!KINDS.includes(kind)) return `\`kind\` is \`${String(kind)}\`: it is \`benign\` or \`attack\``;
  if (!Array.isArray(steps)) return '`steps` is no list';
  const wrong = steps.findIndex((step) => !isObject(step) || typeof step.tool !== 'string' || step.tool === '');
  if (wrong >= 0) return `\`steps.${wrong}.tool\` is missing`;
  return {
    ...{ id, kind, source, suite },
    request: typeof request === 'string' && request.trim() !== '' ? exact(request) : null,
    principal: isObject(principal) ? exact(principal) : {},
    steps: steps.map(readStep),
  };
}

const readStep = ({ tool, parameters, output_excerpt: output, is_injected: injected, side_effect: effect }) => ({
  tool,
  parameters: isObject(parameters)
    ? exact(parameters)
    : parameters === undefined || parameters === null
      ? {}
      : { value: exact(parameters) },
  output: output ?? null,
  injected: injected === true,
  /** Not told is taken for yes. */
  consequential: effect !== false,
});

/** Which half of a corpus a session is in: by a digest of its id, so that it never moves. */
export const halfOf = (id) => (createHash('sha256').update(id).digest()[0] % 2 === 0 ? 'a' : 'b');

function readCatalog(path) {
  if (!existsSync(path)) return {};
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch (error) {
    throw new CorpusError(`\`${path}\` is no JSON: ${error.message}`);
  }
}

import { BUILTINS } from './builtins.js';
import { child, sourced } from './call.js';
import type { Call, Run } from './call.js';
import { clientSql, hostCommands, isClient, sqlIn } from './clients.js';
import { known, programOf, quoted } from './field.js';
import type { Field } from './field.js';
import type { Place } from './findings.js';
import { codeTexts } from './code-texts.js';
import { embedded } from './embedded.js';
import { moved, standing } from './folders.js';
import { codeIn, interpreterOf, readsProgram } from './inline-code.js';
import { outputOf } from './outputs.js';
import { pathOf, within } from './paths.js';
import type { Reading } from './reading.js';
import { foundBy, unfold } from './wrappers.js';

const SHELLS = new Set(['sh', 'bash', 'zsh', 'dash', 'ksh', 'mksh', 'ash', 'fish', 'rbash', 'su', 'runuser', 'script', 'at', 'batch']);
const MOST_VIA = 8;
const STEPS_A_WORD = 12;

/** Notes a command and everything it runs; gives what it prints, null if only running tells. */
export function run(one: Run): string | null {
  const [first, ...args] = one.fields;
  if (first === undefined || one.reading.findings.full()) return null;
  // The view holds all of these words, and whoever reads it pays for them again.
  for (const { text } of one.fields) one.reading.steps.take(STEPS_A_WORD + text.length);
  const program = programOf(first);
  if (one.place.via.length > MOST_VIA) {
    one.reading.findings.doubt('commands are nested too deeply');
    return null;
  }
  note(one, program, args);
  one.reading.names.folders = moved(one.reading.names.folders, program, args);
  if (program === '') return computed(one, first);
  const inside: Place = { ...one.place, via: [...one.place.via, program] };
  return handle({ ...one, program, args, inside });
}

function note({ reading, place, assigned, fields }: Run, program: string, args: readonly Field[]): void {
  const folder = standing(reading.names.folders.now, program, args);
  const paths = args.map(({ text }) => pathOf(text));
  reading.steps.take(args.length * (folder?.length ?? 1));
  reading.findings.addCommand({
    program,
    argv: args.map(({ text }) => text),
    paths,
    reached: folder === '' ? paths : paths.map((path) => within(folder, path)),
    literal: args.map(({ literal }) => literal),
    assignments: assigned.map(({ name, text, literal }) => ({ name, value: text, literal })),
    piped: place.piped,
    fed_by: [...new Set([...place.fed_by, ...fields.flatMap(({ from }) => from)])].slice(0, 32),
    context: place.context,
    via: place.via,
  });
}

/** A program whose name only running tells; if it has a name without its unknown parts, that one counts too. */
function computed(one: Run, first: Field): null {
  const positional = one.place.context === 'function' && one.reading.names.positional === null && /^\$\{?[@*1-9]/u.test(first.text);
  if (!positional) one.reading.findings.doubt(`the program's name is computed when it runs: \`${first.text.slice(0, 80)}\``);
  const rest = first.without.trim();
  if (rest === '' || first.literal || first.glob) return null;
  run({ ...one, fields: [known(rest), ...one.fields.slice(1)] });
  return null;
}

function handle(call: Call): string | null {
  const { reading, program, args, place } = call;
  const alias = reading.names.aliases.get(program);
  if (alias !== undefined) {
    reading.names.isolated(() => {
      reading.names.aliases.delete(program);
      reading.text(`${alias} ${args.map(({ text }) => quoted(text)).join(' ')}`, place);
    });
    return null;
  }
  if (reading.bodies.has(call.fields[0]?.text ?? '')) return reading.call(call.fields[0]?.text ?? '', args, place);
  const builtin = BUILTINS.get(program);
  if (builtin !== undefined) return builtin(call);
  if (program === 'command' && /^-[vV]$/u.test(args[0]?.text ?? '')) return args[1]?.text ?? null;
  if (program === 'which') return args.at(-1)?.text ?? null;
  wrapped(call);
  if (SHELLS.has(program)) return reading.names.isolated(() => shell(call));
  if (isClient(program)) client(call);
  interpreted(call);
  return output(call);
}

function output({ reading, program, args, place }: Call): string | null {
  const file = program === 'cat' && args.length === 1 ? reading.names.files.get(args[0]?.text ?? '') : undefined;
  const printed = file ?? outputOf(program, args, { input: place.input ?? null, steps: reading.steps });
  if (program === 'tee' && printed !== null) for (const { text } of args) reading.names.files.set(text, printed);
  if (['cp', 'mv', 'ln'].includes(program)) copied(reading, args);
  return printed;
}

function copied(reading: Reading, args: readonly Field[]): void {
  const [from, to] = args.filter(({ text }) => !text.startsWith('-'));
  const text = from === undefined ? undefined : reading.names.files.get(from.text);
  if (text !== undefined && to !== undefined) reading.names.files.set(to.text, text);
}

/** What a wrapper runs. */
function wrapped(call: Call): void {
  const { program, args, inside, reading } = call;
  const unfolded = unfold(program, args);
  reading.steps.take(args.length * unfolded.length);
  for (const { fields, joins } of unfolded) {
    if (program === 'xargs')
      run({ ...call, fields: fromInput(call, fields), place: { ...inside, input: undefined, piped: false }, assigned: [] });
    else if (joins)
      child(
        call,
        fields
          .map(({ text }) => text)
          .join(' ')
          .replace(/\s:::\+?\s/gu, ' '),
      );
    else run({ ...call, fields, place: inside, assigned: [] });
  }
  for (const { from, to } of program === 'find' || program === 'fd' ? foundBy(args) : []) {
    reading.steps.take(to - from);
    run({ ...call, fields: args.slice(from, to), place: inside, assigned: [] });
  }
  if (program === 'env') splitStrings(call);
  if (RUNNERS.has(program)) called(call);
  if (program === 'ssh' && unfolded.length === 0) fed(call);
  const entry = args.findIndex(({ text }) => text === '--entrypoint' || text.startsWith('--entrypoint='));
  if (entry >= 0) entrypoint(call, entry);
}

/** `docker run --entrypoint rm image -rf /` runs `rm -rf /`. */
function entrypoint(call: Call, at: number): void {
  const { args, inside } = call;
  const own = args[at]?.text.split('=')[1] ?? args[at + 1]?.text ?? '';
  const rest = unfold(call.program, args)[0]?.fields ?? [];
  run({ ...call, fields: [known(own), ...rest], place: inside, assigned: [] });
}

const RUNNERS = new Set(['npx', 'npm', 'pnpm', 'yarn', 'bunx', 'pnpx']);

/** `npx -c 'text for a shell'`. */
function called(call: Call): void {
  for (const [at, { text }] of call.args.entries()) {
    const own = text.startsWith('--call=') ? text.slice('--call='.length) : undefined;
    const next = text === '-c' || text === '--call' ? call.args[at + 1]?.text : own;
    if (next !== undefined) child(call, next);
  }
}

/** `env -S 'rm -rf' /` takes its words apart itself. */
function splitStrings(call: Call): void {
  const { args, reading } = call;
  for (const [at, { text }] of args.entries()) {
    const alone = text === '-S' || text === '--split-string';
    const attached = alone ? undefined : /^(?:-[iv0]*S|--split-string=)(.+)$/su.exec(text)?.[1];
    if (!alone && attached === undefined) continue;
    const rest = args.slice(at + 1).map((arg) => arg.text);
    reading.steps.take(rest.length);
    child(call, [...(attached === undefined ? [] : [attached]), ...rest].join(' '));
  }
}

/** The words that xargs reads, where they are known. */
function fromInput({ place, args, reading }: Call, fields: readonly Field[]): readonly Field[] {
  if (typeof place.input !== 'string') return fields;
  reading.steps.take(place.input.length);
  const words = place.input
    .split(/[\s\0]+/u)
    .filter((word) => word !== '')
    .slice(0, 64);
  const at = args.findIndex(({ text }) => /^-[Ii]|^--replace/u.test(text));
  if (at < 0) return [...fields, ...words.map(known)];
  const own = args[at]?.text ?? '';
  const mark = own === '-I' ? (args[at + 1]?.text ?? '{}') : own.replace(/^(-[Ii]|--replace=?)/u, '') || '{}';
  const by = words.join(' ');
  return fields.map((field) => {
    if (!field.text.includes(mark)) return field;
    reading.steps.take(field.text.length + (field.text.split(mark).length - 1) * by.length);
    return { ...field, text: field.text.replaceAll(mark, by) };
  });
}

function shell(call: Call): string | null {
  const { reading, program, args, assigned } = call;
  for (const one of assigned) reading.names.assign(one.name, one, 'handed');
  const at = args.findIndex(({ text }) => /^(-[A-Za-z]*c|--command)$/u.test(text));
  const attached = args.find(({ text }) => text.startsWith('--command='));
  if (at < 0 && attached === undefined) return script(call);
  const skipped = args[at + 1]?.text.startsWith('-') === true && program !== 'script' ? 2 : 1;
  const text = attached?.text.slice('--command='.length) ?? args[at + skipped]?.text ?? '';
  if (text.trim() === '' || text.trim().startsWith('{}')) reading.findings.doubt(`what \`${program}\` runs is not in the command`);
  reading.names.positional = args.slice(at + skipped + 2).map((arg) => arg.text);
  return child(call, text);
}

/** A shell with a file, or with its program on its input. */
function script(call: Call): string | null {
  const { program, args } = call;
  const file = args.find(({ text }) => !/^[-+]/u.test(text) && !['pipefail', 'errexit'].includes(text));
  if (['su', 'runuser', 'script', 'at', 'batch'].includes(program)) return fed(call);
  if (file === undefined || /^\/dev\/(stdin|fd\/0)$/u.test(file.text) || args.some(({ text }) => text === '-s')) return fed(call);
  return sourced(call, file);
}

function fed(call: Call): string | null {
  const { reading, program, place } = call;
  if (typeof place.input === 'string') return child(call, place.input);
  if (place.piped) reading.findings.doubt(`\`${program}\` runs what it reads from a pipe`);
  return null;
}

function client(call: Call): void {
  const { reading, program, args, place } = call;
  const texts = sqlIn(program, args).map(({ text }) => text);
  if (typeof place.input === 'string') texts.push(place.input);
  else if (place.piped && texts.length === 0 && place.fed_by.some((from) => OPAQUE.has(from)))
    reading.findings.doubt(`\`${program}\` runs what it reads from a pipe`);
  for (const text of texts) {
    reading.steps.take(text.length);
    reading.findings.addSql(clientSql(text, reading.steps));
    for (const command of hostCommands(text)) child(call, command);
  }
}

/** Programs whose output is from elsewhere or hidden by an encoding. */
const OPAQUE = new Set(['curl', 'wget', 'fetch', 'base64', 'xxd', 'openssl', 'nc', 'rev', 'tr']);

function interpreted(call: Call): void {
  const { reading, program, args, place, inside } = call;
  const interpreter = interpreterOf(program);
  const awk = /^[gmn]?awk$/u.test(program);
  const texts = awk
    ? args.map(({ text }) => text).filter((text) => text.includes('system'))
    : interpreter === null
      ? []
      : codeIn(interpreter, args).map(({ text }) => text);
  if (interpreter !== null && texts.length === 0 && readsProgram(args)) {
    if (typeof place.input === 'string') texts.push(place.input);
    else if (place.piped) reading.findings.doubt(`\`${program}\` runs what it reads from a pipe`);
  }
  if (program === 'git') for (const { text } of args) if (/^alias\.[\w-]+=!/u.test(text)) child(call, text.slice(text.indexOf('!') + 1));
  if (program === 'tar') for (const { text } of args) if (text.startsWith('--checkpoint-action=exec=')) child(call, text.slice(25));
  if (program === 'vim' || program === 'vi' || program === 'ex')
    for (const { text } of args) if (/^\+?:?!/u.test(text)) child(call, text.replace(/^\+?:?!/u, ''));
  const isEncoded = /^p(ower)?w?sh/u.test(program) && args.some((arg) => /^-(e|enc|ec|encodedcommand)$/iu.test(arg.text));
  for (const text of texts) {
    reading.findings.addCode({ program, text, texts: codeTexts(text, reading.steps) });
    const { shell: commands, argv, computed: hidden } = embedded(text, reading.steps);
    if (hidden || isEncoded) reading.findings.doubt(`\`${program}\` runs code that is encoded`);
    for (const command of commands) child(call, command);
    for (const words of argv) run({ ...call, fields: words.map(known), place: inside, assigned: [] });
  }
}

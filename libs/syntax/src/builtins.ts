import { child, sourced } from './call.js';
import type { Call } from './call.js';
import type { Field } from './field.js';
import { outputOf } from './outputs.js';

const KNOWN_ENVIRONMENTS =
  /^\s*(\$\(|`)\s*(\S*\/)?(ssh-agent|direnv|brew|pyenv|rbenv|nodenv|fnm|opam|conda|minikube|starship|zoxide|register-python\S*|docker-machine|mise|rustup|dircolors|luarocks|keychain)\b/u;

const joinedText = (args: readonly Field[]): string => args.map(({ text }) => text).join(' ');

const firstLine = (text: string): string => (text.includes('\n') ? text.slice(0, text.indexOf('\n')) : text);

const declare = ({ reading, args, place }: Call): string => {
  for (const { text, literal } of args) {
    const [whole, name, value] = /^(\w+)=([\s\S]*)$/u.exec(text) ?? [];
    if (whole !== undefined && name !== undefined) reading.names.assign(name, { text: value ?? '', literal }, place.context);
  }
  return '';
};

/** Commands of the shell itself that change what later words mean, or run them. */
export const BUILTINS: ReadonlyMap<string, (call: Call) => string | null> = new Map(
  Object.entries({
    eval: ({ reading, args, inside }) => {
      const text = joinedText(args[0]?.text === '--' ? args.slice(1) : args);
      return KNOWN_ENVIRONMENTS.test(text) ? null : reading.text(text, inside);
    },
    trap: (call) => child(call, call.args.find(({ text }) => !text.startsWith('-'))?.text ?? ''),
    source: (call) => (call.args[0] === undefined ? null : fileOrInput(call, call.args[0])),
    '.': (call) => (call.args[0] === undefined ? null : fileOrInput(call, call.args[0])),
    alias: ({ reading, args }) => {
      for (const { text } of args) {
        const [whole, name, value] = /^([^=]+)=([\s\S]*)$/u.exec(text) ?? [];
        if (whole !== undefined && name !== undefined) reading.names.aliases.set(name.toLowerCase(), value ?? '');
      }
      return '';
    },
    export: declare,
    declare,
    typeset: declare,
    local: declare,
    readonly: declare,
    read: ({ reading, args, place }) => {
      const line = typeof place.input === 'string' ? firstLine(place.input) : null;
      const names = args.filter(({ text }) => /^[A-Za-z_]\w*$/u.test(text));
      for (const { text } of names)
        reading.names.assign(text, { text: line ?? '', literal: line !== null && names.length === 1 }, place.context);
      return '';
    },
    unset: ({ reading, args }) => {
      for (const { text } of args) reading.names.variables.set(text, null);
      return '';
    },
    set: ({ reading, args }) => {
      const at = args.findIndex(({ text }) => text === '--');
      if (at >= 0) reading.names.positional = args.slice(at + 1).map(({ text }) => text);
      return '';
    },
    printf: ({ reading, args, place }) => {
      const known = { input: null, steps: reading.steps };
      if (args[0]?.text !== '-v') return outputOf('printf', args, known);
      const text = outputOf('printf', args.slice(2), known);
      reading.names.assign(args[1]?.text ?? '', { text: text ?? '', literal: text !== null }, place.context);
      return '';
    },
  } satisfies Readonly<Record<string, (call: Call) => string | null>>),
);

function fileOrInput(call: Call, file: Field): string | null {
  if (/^\/dev\/(stdin|fd\/0)$/u.test(file.text) && typeof call.place.input === 'string')
    return call.reading.text(call.place.input, call.inside);
  return sourced(call, file);
}

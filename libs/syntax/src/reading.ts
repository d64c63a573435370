import type {
  ArrayValue,
  Assignment,
  Command,
  CompoundList,
  For,
  HereDoc,
  Function as FunctionNode,
  ParsedScript,
  Redirection,
  Statement,
  SyntaxNode,
  Word,
} from 'unbash';
import { forEachChild } from 'unbash';
import { expand, expandWhole } from './expand.js';
import type { Surroundings } from './expand.js';
import { known } from './field.js';
import type { Field } from './field.js';
import { Findings, Names, TOP } from './findings.js';
import type { Place } from './findings.js';
import { parseShell } from './parse-shell.js';
import { run } from './run.js';
import { RUNS } from './running-nodes.js';
import type { Steps } from './steps.js';

const MOST_UNROLLED = 8;
const STEPS_A_WORD = 8;

/** Follows a text in the order in which a shell would run it. What a part prints is given back where it is known. */
export class Reading {
  readonly findings = new Findings();
  readonly names: Names;
  readonly steps: Steps;
  readonly bodies = new Map<string, SyntaxNode>();
  readonly #running = new Set<string>();

  constructor(steps: Steps) {
    this.steps = steps;
    this.names = new Names(steps);
  }

  /** Reads a text as a script. */
  text(text: string, place: Place): string | null {
    return this.findings.deeper(() => {
      const script = parseShell(text, this.steps);
      if (typeof script !== 'string') return this.#script(script, place);
      this.findings.doubt(script);
      return null;
    });
  }

  #script(script: ParsedScript, place: Place): string | null {
    for (const { message } of script.errors ?? []) this.findings.doubt(`this is no shell that can be read: ${message}`);
    return this.#list(script.commands, place);
  }

  /** The words of a command as fields. */
  fields(words: readonly (Word | Assignment)[], place: Place): readonly Field[] {
    const around = this.#around(place);
    const fields: Field[] = [];
    for (const word of words) {
      this.steps.take(STEPS_A_WORD);
      if (word.type !== 'Word')
        fields.push({ ...this.#value(word.value, around), text: `${word.name}=${this.#value(word.value, around).text}` });
      else for (const field of expand(word, around)) fields.push(field);
    }
    return fields;
  }

  /** Runs a function that the text has defined; null if it is running already. */
  call(name: string, args: readonly Field[], place: Place): string | null {
    const body = this.bodies.get(name);
    if (body === undefined || this.#running.has(name)) return null;
    const before = this.names.positional;
    this.#running.add(name);
    this.names.positional = args.map(({ text }) => text);
    const output = this.findings.deeper(() => this.#node(body, { ...place, context: 'function' }));
    this.names.positional = before;
    this.#running.delete(name);
    return output;
  }

  #list(statements: readonly Statement[], place: Place): string | null {
    let output: string | null = '';
    for (const { command, background } of statements) {
      if (background === true) this.findings.forks += 1;
      const printed = background === true ? this.names.isolated(() => this.#node(command, place)) : this.#node(command, place);
      output = output === null || printed === null || output.length > 65_536 ? null : output + printed;
    }
    return output;
  }

  #node(node: SyntaxNode, place: Place): string | null {
    this.steps.take();
    if (this.findings.full()) return null;
    switch (node.type) {
      case 'Command':
        return this.#command(node, place);
      case 'Pipeline':
        return this.#pipeline(node.commands, place);
      case 'AndOr':
        return this.#sequence(node.commands, place);
      case 'Redirected':
        return this.#node(node.command, this.#redirected(node.redirects, place));
      case 'CompoundList':
        return this.#list(node.commands, place);
      case 'BraceGroup':
        return this.#list(node.body.commands, place);
      case 'Subshell':
        return this.names.isolated(() => this.#list(node.body.commands, place));
      case 'Function':
        return this.#define(node, place);
      case 'For':
      case 'Select':
        return node.type === 'For' ? this.#for(node, place) : this.#within(node, { ...place, context: 'loop' });
      case 'While':
      case 'ArithmeticFor':
        return this.#within(node, { ...place, context: 'loop' });
      default:
        return this.#within(node, { ...place, context: place.context === 'top' ? 'condition' : place.context });
    }
  }

  /** Every script, command and substitution below a node. */
  #within(node: SyntaxNode, place: Place): null {
    const around = this.#around(place);
    forEachChild(node, (child) => {
      if (this.findings.full()) return;
      if (child.type === 'Statement') this.#list([child], place);
      else if (child.type === 'Script') this.#substitute(child, place);
      else if (child.type === 'Word') expand(child, around);
      else if (RUNS.has(child.type)) this.#node(child, place);
      else this.findings.deeper(() => this.#within(child, place));
    });
    return null;
  }

  #sequence(nodes: readonly SyntaxNode[], place: Place): null {
    for (const node of nodes) this.#node(node, place);
    return null;
  }

  #pipeline(nodes: readonly SyntaxNode[], place: Place): string | null {
    if (nodes.length === 1 && nodes[0] !== undefined) return this.#node(nodes[0], place);
    this.findings.forks += 1;
    let at = place;
    let output: string | null = null;
    for (const node of nodes) {
      const from = this.findings.commands.length;
      output = this.names.isolated(() => this.#node(node, at));
      const programs = this.findings.commands.slice(from).map(({ program }) => program);
      at = { ...place, piped: true, input: output, fed_by: [...at.fed_by, ...programs].slice(-64) };
    }
    return output;
  }

  #command({ name, prefix, suffix }: Command, outer: Place): string | null {
    const redirects = [...prefix, ...suffix].filter((part): part is Redirection => part.type !== 'Assignment' && part.type !== 'Word');
    const place = this.#redirected(redirects, outer);
    const around = this.#around(place);
    const assigned = prefix
      .filter((part): part is Assignment => part.type === 'Assignment')
      .map((part) => ({ name: part.name, ...this.#assigned(part, around) }));
    const words = suffix.filter((part): part is Word | Assignment => part.type === 'Word' || part.type === 'Assignment');
    const fields = name === undefined ? [] : this.fields([name, ...words], place);
    if (fields.length === 0) {
      for (const one of assigned) this.names.assign(one.name, one, place.context);
      return '';
    }
    const output = run({ reading: this, fields, place, assigned });
    return this.#written(redirects, output, around);
  }

  #assigned(part: Assignment, around: Surroundings): Field {
    const value = this.#value(part.value, around);
    if (part.append !== true && part.index === undefined) return value;
    const before = this.names.value(part.name);
    return { ...value, text: (before ?? '') + value.text, literal: value.literal && before !== undefined && part.index === undefined };
  }

  #value(value: Word | ArrayValue, around: Surroundings): Field {
    if (value.type === 'Word') return value.parts === undefined ? known(value.value) : expandWhole(value.parts, around);
    const elements = value.elements.flatMap((word) => expand(word, around));
    return { ...known(elements.map(({ text }) => text).join(' ')), literal: false };
  }

  /** Notes what is redirected, and what a command reads because of it. */
  #redirected(redirects: readonly Redirection[], place: Place): Place {
    let at = place;
    const around = this.#around(place);
    for (const redirect of redirects) {
      if (redirect.type === 'HereDoc') at = { ...at, input: this.#hereDoc(redirect, around) };
      else if (redirect.target !== undefined) at = this.#target(redirect, this.#value(redirect.target, around), at);
    }
    return at;
  }

  #target({ operator }: Exclude<Redirection, HereDoc>, target: Field, place: Place): Place {
    if (operator === '<<<') return { ...place, input: target.text };
    this.steps.take(this.findings.addRedirect(operator, target, this.names.folders.now));
    return operator === '<' ? this.#fromFile(target, place) : place;
  }

  #fromFile(target: Field, place: Place): Place {
    if (target.output !== undefined) return { ...place, piped: true, input: target.output, fed_by: [...place.fed_by, ...target.from] };
    return { ...place, input: this.names.files.get(target.text) };
  }

  #hereDoc({ body, operator }: HereDoc, around: Surroundings): string {
    const text = body.parts === undefined ? body.text : expandWhole(body.parts, around).text;
    this.steps.take(text.length);
    return operator === '<<-' ? text.replace(/^\t+/gmu, '') : text;
  }

  /** A file that is written with known text may be run later. */
  #written(redirects: readonly Redirection[], output: string | null, around: Surroundings): string | null {
    let printed = output;
    for (const redirect of redirects) {
      if (redirect.type !== 'Redirect' || !redirect.operator.startsWith('>') || redirect.target === undefined) continue;
      if (redirect.operator === '>&' || (redirect.descriptor?.type === 'FileDescriptor' && redirect.descriptor.value !== 1)) continue;
      const target = this.#value(redirect.target, around);
      if (output !== null) this.#write(target.text, redirect.operator === '>>' ? (this.names.files.get(target.text) ?? '') : '', output);
      printed = '';
    }
    return printed;
  }

  #write(file: string, before: string, output: string): void {
    this.steps.take(before.length + output.length);
    this.names.files.set(file, before + output);
  }

  #define({ name, body }: FunctionNode, place: Place): string {
    const { findings, names } = this;
    this.bodies.set(name.value, body);
    const [from, forks, positional, folders] = [findings.commands.length, findings.forks, names.positional, names.folders];
    names.positional = null;
    this.#running.add(name.value);
    findings.deeper(() => this.#node(body, { ...place, context: 'function' }));
    this.#running.delete(name.value);
    [names.positional, names.folders] = [positional, folders];
    const own = name.value.toLowerCase();
    const self_calls = findings.commands.slice(from).filter(({ program }) => program === own).length;
    findings.functions.push({ name: name.value, self_calls, background: findings.forks > forks });
    return '';
  }

  /** A loop over known words is read once for each of a few, so that `for x in /; do rm -rf $x; done` is understood. */
  #for({ name, wordlist, body }: For, place: Place): null {
    const words = wordlist === undefined ? [] : this.fields(wordlist, place);
    const inside: Place = { ...place, context: 'loop' };
    const each = words.length <= MOST_UNROLLED && words.every(({ literal, glob }) => literal && !glob) ? words : [];
    for (const word of each) {
      if (this.findings.full()) break;
      this.names.variables.set(name.value, word.text);
      this.#loop(body, inside);
    }
    this.names.variables.set(name.value, null);
    if (each.length === 0) this.#loop(body, inside);
    return null;
  }

  #loop(body: CompoundList, place: Place): void {
    this.findings.deeper(() => this.#list(body.commands, place));
  }

  #substitute(script: ParsedScript, place: Place): { readonly output: string | null; readonly from: readonly string[] } {
    const from = this.findings.commands.length;
    const inner: Place = { ...TOP, context: 'substitution', via: place.via };
    const output = this.names.isolated(() => this.findings.deeper(() => this.#script(script, inner)));
    const programs = this.findings.commands.slice(from).map(({ program }) => program);
    return { output, from: programs.slice(0, 32) };
  }

  #around(place: Place): Surroundings {
    return {
      steps: this.steps,
      variable: (name) => this.names.value(name),
      visit: (node) => void this.findings.deeper(() => this.#within(node, place)),
      substitute: (script) => (script === undefined ? { output: null, from: [] } : this.#substitute(script, place)),
    };
  }
}

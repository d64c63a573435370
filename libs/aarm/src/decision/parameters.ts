import type { Json, JsonObject } from '../json.js';
import type { ParameterDeclaration, Rule, ToolDeclaration } from '../policy/policy.js';
import { assertNever } from '../assert-never.js';
import { wholly } from '../policy/policy.js';
import type { Decidable } from './decision.js';

type Declarations = Readonly<Record<string, ParameterDeclaration>>;

/** The one sentence that says what is wrong with the parameters, or null: the tool's schema first, then what the rules read. */
export function invalidParameter(
  { tool: name, parameters }: Pick<Decidable, 'tool' | 'parameters'>,
  tool: ToolDeclaration | null,
  rules: readonly Rule[],
): string | null {
  if (tool !== null) {
    const wrong = firstWrong(parameters, tool.parameters, `\`${name}\``) ?? firstUnknown(parameters, tool, name);
    if (wrong !== null) return wrong;
  }
  for (const rule of rules) {
    const wrong = firstWrong(parameters, rule.parameters, `rule \`${rule.pack}/${rule.id}\``);
    if (wrong !== null) return wrong;
  }
  return null;
}

function firstWrong(parameters: JsonObject, declared: Declarations, reader: string): string | null {
  for (const name of Object.keys(declared).sort()) {
    const declaration = declared[name] as ParameterDeclaration;
    const { type, optional } = declaration;
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined) {
      if (!optional) return `parameter \`${name}\` is missing: ${reader} needs it as ${type}`;
    } else if (!hasType(value, type)) {
      return `parameter \`${name}\` is of the wrong type: ${reader} needs ${type}`;
    } else {
      const wrong = firstBroken(value, declaration);
      if (wrong !== null) return `parameter \`${name}\` ${wrong}: ${reader} does not take it`;
    }
  }
  return null;
}

/** Which limit a value breaks. The value itself is not repeated: it may be what the receipt redacts. */
function firstBroken(value: Json, declaration: ParameterDeclaration): string | null {
  const members = Array.isArray(value) ? (value as readonly Json[]) : [value];
  const { min_length = 0, max_length = Infinity } = declaration;
  const isLimited = min_length > 0 || max_length < Infinity;
  if (isLimited && (typeof value === 'string' || Array.isArray(value))) {
    const length = typeof value === 'string' ? Array.from(value).length : members.length;
    if (length < min_length) return `is shorter than \`${min_length.toString()}\``;
    if (length > max_length) return `is longer than \`${max_length.toString()}\``;
  }
  // Compiled once, not for each member of a list.
  const expression = declaration.pattern === undefined ? null : wholly(declaration.pattern);
  for (const member of members) {
    const wrong = brokenBy(member, declaration, expression);
    if (wrong !== null) return wrong;
  }
  return null;
}

/** INVARIANT: what a limit cannot judge, breaks it; a list where a text is expected slips past no pattern. */
function brokenBy(
  value: Json,
  { minimum, maximum, pattern, allow, block }: ParameterDeclaration,
  expression: RegExp | null,
): string | null {
  const scalar = typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
  if (minimum !== undefined && !(typeof value === 'number' && value >= minimum)) return `is not at least \`${minimum.toString()}\``;
  if (maximum !== undefined && !(typeof value === 'number' && value <= maximum)) return `is not at most \`${maximum.toString()}\``;
  if (expression !== null && !(typeof value === 'string' && expression.test(value))) return `does not match \`${String(pattern)}\``;
  if (allow !== undefined && (scalar === null || !allow.includes(scalar))) return 'is not on the allow list';
  if (block !== undefined && (scalar === null || block.includes(scalar))) return 'is on the block list';
  return null;
}

function firstUnknown(parameters: JsonObject, tool: ToolDeclaration, called: string): string | null {
  if (!tool.closed) return null;
  const unknown = Object.keys(parameters)
    .sort()
    .find((name) => !Object.hasOwn(tool.parameters, name));
  return unknown === undefined ? null : `parameter \`${unknown}\` is not one of \`${called}\`: leave it out`;
}

function hasType(value: Json, type: ParameterDeclaration['type']): boolean {
  switch (type) {
    case 'any':
      return true;
    case 'integer':
      return Number.isInteger(value);
    case 'array':
      return Array.isArray(value);
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'string':
    case 'number':
    case 'boolean':
      return typeof value === type;
    default:
      return assertNever(type);
  }
}

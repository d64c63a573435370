import type { Json, JsonObject } from '../json.js';
import type { ParameterDeclaration, Rule, ToolDeclaration } from '../policy/policy.js';
import { assertNever } from '../assert-never.js';
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
    const { type, optional } = declared[name] as ParameterDeclaration;
    const value = Object.hasOwn(parameters, name) ? parameters[name] : undefined;
    if (value === undefined) {
      if (!optional) return `parameter \`${name}\` is missing: ${reader} needs it as ${type}`;
    } else if (!hasType(value, type)) {
      return `parameter \`${name}\` is of the wrong type: ${reader} needs ${type}`;
    }
  }
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

import type { Json, JsonObject } from '@writ/aarm';
import type { Limit, Proposal } from '@writ/engine';

/** A pack of rules that the answers of people suggest, by file: to be read, changed and tested like any other. */
export const proposalPack = (proposals: readonly Proposal[]): Readonly<Record<string, string>> => ({
  'pack.yaml': `id: proposed
version: '1'
title: What people always answered alike
description: Proposed from their answers. Read every rule before it is signed.
# It says nothing of what its rules do not speak of.
posture: { result: ALLOW, overridable: true }
approvers: [approver]
`,
  ...Object.fromEntries(proposals.flatMap((proposal, i) => Object.entries(filesOf(proposal, idOf(proposal, i))))),
});

/** Names of rules have letters, digits and `_`. */
function idOf({ change, tool, operation }: Proposal, i: number): string {
  const name = `${tool}_${operation}`
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '_')
    .slice(0, 48);
  return `${change}_${name}_${String(i + 1)}`;
}

const filesOf = (proposal: Proposal, id: string): Readonly<Record<string, string>> => ({
  [`rules/${id}.rego`]: ruleText(proposal, id),
  [`rules/${id}_test.rego`]: testText(proposal, id),
});

/** The highest that a rule may have which is not of the class `forbidden`. */
const HIGHEST = 999;

/** The rule itself: above the one that asked, and no higher than it must be. */
function ruleText(proposal: Proposal, id: string): string {
  const { agent, tool, operation, change, parameters, priority } = proposal;
  const allows = change === 'allow';
  const declared = Object.entries(parameters).map(([name, { type, optional }]) => {
    const declaration = { type, ...(optional === true ? { optional } : {}) };
    return `#     ${JSON.stringify(name)}: ${JSON.stringify(declaration)}\n`;
  });
  const conditions = Object.entries(parameters).flatMap(([name, limit]) => conditionsOf(name, limit));
  const when = conditions.length === 0 ? '' : ` if {\n${conditions.map((each) => `\t${each}\n`).join('')}}`;
  return `# METADATA
# scope: package
# title: ${JSON.stringify(`${allows ? 'Runs' : 'Denies'} ${tool}.${operation} without asking`)}
# description: ${JSON.stringify(reasonOf(proposal))}
# custom:
#   id: ${id}
#   class: ${allows ? 'standard_allow' : 'standard_deny'}
#   result: ${allows ? 'ALLOW' : 'DENY'}
#   priority: ${String(Math.min(priority + 1, HIGHEST))}
#   applies_to:
#     - {"tool": ${JSON.stringify(tool)}, "operation": ${JSON.stringify(operation)}}
#   severity: MEDIUM
${declared.length === 0 ? '' : `#   parameters:\n${declared.join('')}`}#   references:
#     - "AARM R3.2"
package writ.rules.${id}

# This holds for every agent. For ${JSON.stringify(agent)} alone, and for a time: \`npx writ grants give\`.
outcome := {"reason": "people always ${allows ? 'approved' : 'refused'} this"}${when}
`;
}

function reasonOf({ agent, rule, change, answered, people, open }: Proposal): string {
  const said = `${change === 'allow' ? 'approved' : 'refused'} all ${String(answered)} questions of ${rule} for ${agent}`;
  const free = open.length === 0 ? '' : ` Not limited, for it was different each time: ${open.join(', ')}.`;
  return `${people === 1 ? 'One person' : `${String(people)} people`} ${said}.${free}`;
}

/** As `opa fmt` writes them: with a blank after colons and commas. */
function spaced(value: Json): string {
  if (Array.isArray(value)) return `[${(value as readonly Json[]).map(spaced).join(', ')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  return `{${Object.entries(value as JsonObject)
    .map(([name, inner]) => `${JSON.stringify(name)}: ${spaced(inner)}`)
    .join(', ')}}`;
}

const place = (name: string): string => `input.action.parameters${/^[A-Za-z_]\w*$/u.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`}`;

/** A parameter that may be left out is no condition. */
function conditionsOf(name: string, { optional, minimum, maximum, allow }: Limit): readonly string[] {
  if (optional === true) return [];
  return [
    ...(minimum === undefined ? [] : [`${place(name)} >= ${String(minimum)}`]),
    ...(maximum === undefined ? [] : [`${place(name)} <= ${String(maximum)}`]),
    ...(allow === undefined ? [] : [`${place(name)} in {${allow.map((each) => JSON.stringify(each)).join(', ')}}`]),
  ];
}

function testText({ tool, operation, samples, parameters }: Proposal, id: string): string {
  const about = (given: JsonObject): string => spaced({ action: { tool, operation, parameters: given }, context: {} });
  const [sample = {}] = samples;
  const beyond = Object.entries(parameters).find(([, { maximum, optional }]) => maximum !== undefined && optional !== true);
  const silent =
    beyond === undefined
      ? ''
      : `
test_stays_silent_beyond if {
	not ${id}.outcome with input as ${about({ ...sample, [beyond[0]]: (beyond[1].maximum ?? 0) + 1 })}
}
`;
  return `package writ.rules.${id}_test

import data.writ.rules.${id}

test_speaks if {
	${id}.outcome with input as ${about(sample)}
}
${silent}`;
}

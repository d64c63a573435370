import { CONTEXT_FIELDS, IDENTITY_FIELDS } from '@writ/aarm';
import type { Rule } from '@writ/aarm';
import type { CompiledPolicy } from './compiled.js';

/** Fields that every session has a value for from its opening; a rule that reads only these is never mute. */
const ALWAYS_POPULATED = new Set([
  'level',
  'data_classifications',
  'action_count',
  'submitted',
  'allowed',
  'tools_used',
  'effects_used',
  'entities_accessed',
  'destinations_seen',
  'pending_count',
  'effect',
  'destinations',
  'confidence',
  'composite_risk',
  'risk_level',
  ...Object.keys(IDENTITY_FIELDS)
    .filter((field) => field !== 'groups')
    .map((field) => `identity.${field}`),
]);

/**
 * Every condition under which the active policy defers, as Markdown (AARM R3.8: documented and auditable). It is
 * derived from the rules, so it cannot say anything else than what they do.
 */
export function deferralTriggers({ terms, rules }: Pick<CompiledPolicy, 'terms' | 'rules'>): string {
  const { thresholds } = terms;
  const sections = [
    `# What makes \`${terms.id}\` ${terms.version} defer\n`,
    'Generated from the rules by `npm run triggers`; a deferral that nothing resolves becomes DENY.\n',
    `## Rules that wait for context (\`insufficient_context\`)\n\n${table(rules.filter((rule) => unsure(rule).length > 0))}`,
    `## Rules that answer DEFER (\`rule\`)\n\n${list(rules.filter(({ result }) => result === 'DEFER'))}`,
    '## Rules of one priority that disagree (`conflicting_policies`)\n\nAny two rules of equal priority that speak of one action with different results, or with edits of one place.\n',
    `## Weak signals (\`low_confidence\`)\n\n${weak(thresholds.confidence, 'confidence', 'below')}${weak(thresholds.risk, 'composite_risk', 'unknown, with a limit of')}`,
    `## Uncertain alignment (\`uncertain\`)\n\n${terms.on_uncertain === 'DEFER' ? `An alignment below \`${thresholds.aligned.toString()}\`, or no user request.` : `Never: the set answers it with \`${terms.on_uncertain}\`.`}\n`,
    `## How long\n\n\`${terms.defer_timeout_s.toString()}\` seconds at most, or less where a rule says so; then DENY.\n`,
  ];
  return sections.join('\n');
}

/** What a field holds that a rule reads: `level`, `facts.x`, `identity.groups`. */
export function meaningOf(field: string): string {
  const [group = '', part = ''] = field.split('.', 2);
  return (group === 'identity' ? IDENTITY_MEANINGS.get(part) : MEANINGS.get(group)) ?? '';
}

const MEANINGS: ReadonlyMap<string, string> = new Map(Object.entries(CONTEXT_FIELDS));
const IDENTITY_MEANINGS: ReadonlyMap<string, string> = new Map(Object.entries(IDENTITY_FIELDS));

/** The fields without which a rule is mute, and the decision may be DEFER. */
export const unsure = ({ reads }: Rule): readonly string[] => reads.filter((field) => !ALWAYS_POPULATED.has(field));

function table(rules: readonly Rule[]): string {
  if (rules.length === 0) return 'None.\n';
  const rows = sorted(rules).flatMap((rule) =>
    unsure(rule).map((field) => `| \`${rule.pack}/${rule.id}\` | \`${rule.result}\` | \`${field}\` | ${meaningOf(field)} |`),
  );
  return ['| rule | would answer | needs | which is |', '| --- | --- | --- | --- |', ...rows, ''].join('\n');
}

const list = (rules: readonly Rule[]): string =>
  rules.length === 0
    ? 'None.\n'
    : `${sorted(rules)
        .map((rule) => `- \`${rule.pack}/${rule.id}\`: ${rule.title}`)
        .join('\n')}\n`;

const sorted = (rules: readonly Rule[]): readonly Rule[] => [...rules].sort((a, b) => (a.id < b.id ? -1 : 1));

const weak = (limit: number | null, field: string, how: string): string =>
  limit === null ? `- \`${field}\` is not tested\n` : `- \`${field}\` ${how} \`${limit.toString()}\`\n`;

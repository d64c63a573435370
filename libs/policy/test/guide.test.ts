import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import {
  AppliesToSchema,
  CONTEXT_FIELDS,
  EFFECTS,
  IDENTITY_FIELDS,
  PackManifestSchema,
  ParameterDeclarationSchema,
  PARAMETER_TYPES,
  RESULTS,
  RULE_CLASSES,
  RuleMetadataSchema,
  RuleVoiceSchema,
  SEVERITIES,
  ToolDeclarationSchema,
  TrackerSchema,
} from '@writ/aarm';

const page = (name: string): string => readFileSync(new URL(`../../../docs/${name}.md`, import.meta.url), 'utf8');
const guide = page('policy-guide');

/** The words in the code spans and blocks of a page. */
const words = (text: string): ReadonlySet<string> =>
  new Set([...text.matchAll(/```[^]*?```|`[^`]+`/gu)].flatMap(([code]) => code.split(/[^A-Za-z0-9_]+/u)));

describe('the guide to policy', () => {
  const known = words(guide);
  it.each<[string, readonly string[]]>([
    ['member of pack.yaml', Object.keys(PackManifestSchema.shape)],
    ['member of tools.yaml', [...Object.keys(ToolDeclarationSchema.shape), 'schema']],
    ["member of a rule's metadata", Object.keys(RuleMetadataSchema.shape)],
    ['way to say what a rule applies to', AppliesToSchema.options.flatMap(({ shape }) => Object.keys(shape))],
    ['member of what a rule says', Object.keys(RuleVoiceSchema.shape)],
    ['limit of a parameter', Object.keys(ParameterDeclarationSchema.shape)],
    ['type of a parameter', PARAMETER_TYPES],
    ['class of rules', RULE_CLASSES],
    ['severity', [SEVERITIES[0], SEVERITIES[SEVERITIES.length - 1] ?? '']],
    ['result', RESULTS],
    ['effect', EFFECTS],
    ['field of the context', Object.keys(CONTEXT_FIELDS)],
    ['part of the identity', Object.keys(IDENTITY_FIELDS)],
  ])('leaves out no %s', (_, members) => {
    expect(members.filter((member) => !known.has(member))).toEqual([]);
  });

  it('leaves the members of a tracker to the page of the library, which has them all', () => {
    const library = words(page('policy-library'));
    expect(Object.keys(TrackerSchema.shape).filter((member) => !library.has(member))).toEqual([]);
  });
});

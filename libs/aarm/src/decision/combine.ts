import type { Rule, RuleVoice } from '../policy/policy.js';
import type { Modification } from './obligation.js';
import { overlap } from './modify.js';
import type { Result } from './result.js';

/** A rule that spoke, with what it said. */
export interface Speaker {
  readonly rule: Rule;
  readonly voice: RuleVoice;
}

/** What the rules of the highest priority say together. */
export interface Combined {
  readonly result: Result | 'CONFLICT';
  readonly speakers: readonly Speaker[];
  readonly modifications: readonly Modification[];
}

/**
 * The combining table, for speakers of one priority:
 *
 * | they say            | together                                                     |
 * |---------------------|--------------------------------------------------------------|
 * | all the same        | that                                                         |
 * | MODIFY on disjoint  | MODIFY with all edits; the same edit twice is one edit       |
 * | MODIFY overlapping  | CONFLICT                                                     |
 * | anything else       | CONFLICT                                                     |
 *
 * STEP_UPs unite approvers, take the larger quorum and the earlier deadline (`approvalTerms` in decide.ts).
 */
export function combine(speakers: readonly [Speaker, ...Speaker[]]): Combined {
  const [{ rule }] = speakers;
  const conflict: Combined = { result: 'CONFLICT', speakers, modifications: [] };
  if (speakers.some((other) => other.rule.result !== rule.result)) return conflict;
  if (rule.result !== 'MODIFY') return { result: rule.result, speakers, modifications: [] };
  const modifications: Modification[] = [];
  for (const speaker of speakers) {
    const edits = (speaker.voice.modifications ?? []).filter((edit) => !modifications.some((known) => same(known, edit)));
    if (edits.some((edit) => modifications.some((known) => overlap(known, edit) || overlap(edit, known)))) return conflict;
    modifications.push(...edits);
  }
  return { result: 'MODIFY', speakers, modifications };
}

const same = (a: Modification, b: Modification): boolean => JSON.stringify(canonicalEdit(a)) === JSON.stringify(canonicalEdit(b));
const canonicalEdit = (edit: Modification): readonly unknown[] => [edit.op, edit.path, edit.op === 'drop' ? null : edit.value];

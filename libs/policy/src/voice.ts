import { RuleVoiceSchema } from '@writ/aarm';
import type { RuleOutcome, RuleVoice } from '@writ/aarm';

const MOST_REASON = 1024;

/** What a rule said, if it is something that a rule may say. `undefined` is silence. */
export function outcomeOf(rule: string, said: unknown): RuleOutcome {
  if (said === undefined) return { rule, kind: 'silent' };
  if (isPlainReason(said)) return { rule, kind: 'spoke', voice: said };
  const parsed = RuleVoiceSchema.safeParse(said);
  // INVARIANT: what a rule says is bounded and of the known shape, or the rule counts as failed.
  if (parsed.success) return { rule, kind: 'spoke', voice: parsed.data };
  const [issue] = parsed.error.issues;
  const path = issue?.path.map(String).join('.') ?? '';
  return failed(rule, `its outcome is refused${path === '' ? '' : ` at \`${path}\``}: ${issue?.message ?? 'it has another shape'}`);
}

/** The usual voice, checked by hand: the schema costs more than the evaluation. */
function isPlainReason(said: unknown): said is RuleVoice {
  if (typeof said !== 'object' || said === null || Array.isArray(said)) return false;
  let members = 0;
  for (const name in said) {
    if (name !== 'reason') return false;
    members += 1;
  }
  const reason = (said as { readonly reason?: unknown }).reason;
  return members === 1 && typeof reason === 'string' && reason.length > 0 && reason.length <= MOST_REASON;
}

/** A rule that could not be asked, or did not answer as rules do. */
export const failed = (rule: string, error: string): RuleOutcome => ({ rule, kind: 'error', error: error.slice(0, 512) });

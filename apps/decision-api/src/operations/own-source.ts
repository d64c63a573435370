import { ProblemError } from '@writ/aarm';

/** What the service itself writes before the name of a source, once it has checked whose word it is. */
const RESERVED = /^(?:person|resolver|role|writ)\s*:/iu;

/** An enforcement point vouches for what it saw, and for nobody else: it cannot speak as a person or as a resolver. */
export function refuseReserved(sources: readonly string[], field: string): void {
  const taken = sources.find((source) => RESERVED.test(source.normalize('NFKC').trim()));
  if (taken === undefined) return;
  const detail = `\`${taken.slice(0, 64)}\` is the name of a source that an enforcement point does not speak for; name what it read itself`;
  throw new ProblemError('invalid_field', { detail, field });
}

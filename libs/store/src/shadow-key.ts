import type { ShadowCount } from '@writ/engine';
import { canonicalize, sha256 } from '@writ/receipt';

/** What is counted together, in a size that an index takes. */
export function shadowKey({ active, tool, operation, result, rule, shadow_result, shadow_rule }: ShadowCount): string {
  return sha256(canonicalize([active, tool, operation, result, rule, shadow_result, shadow_rule]));
}

/** Why a pack was refused, or why a compiled policy cannot be used. A rule that fails at run time is an outcome, never an error. */
export type PolicyErrorCode =
  | 'pack_unreadable'
  | 'pack_unsafe'
  | 'manifest_invalid'
  | 'tools_invalid'
  | 'metadata_invalid'
  | 'rego_invalid'
  | 'rule_misplaced'
  | 'rule_untested'
  | 'rule_priority'
  | 'duplicate_id'
  | 'read_refused'
  | 'packs_disagree'
  | 'case_invalid'
  | 'import_refused'
  | 'opa_failed'
  | 'compiled_damaged'
  | 'evaluator_down';

/** Where and what to do about it; see {@link PolicyError}. */
export interface Refusal {
  readonly code: PolicyErrorCode;
  /** What is wrong, lower case, no full stop. */
  readonly what: string;
  /** `<pack folder>/rules/x.rego`, or the empty string where no file is to blame. */
  readonly file?: string;
  readonly line?: number | undefined;
  readonly remedy: string;
  readonly cause?: unknown;
}

/** The one error class of this library. */
export class PolicyError extends Error {
  readonly code: PolicyErrorCode;
  /** The message without place and remedy. */
  readonly what: string;
  readonly file: string;
  readonly line: number | undefined;
  readonly remedy: string;

  constructor({ code, what, file = '', line, remedy, cause }: Refusal) {
    const at = file === '' ? '' : `\`${file}${line === undefined ? '' : `:${line}`}\`: `;
    super(`${at}${what}; ${remedy}`, { cause });
    this.name = 'PolicyError';
    this.code = code;
    this.what = what;
    this.file = file;
    this.line = line;
    this.remedy = remedy;
  }
}

/** Nothing was decided, for a reason that lies in this machine and not in the action. */
export const evaluatorDown = (what: string, cause?: unknown): PolicyError =>
  new PolicyError({ code: 'evaluator_down', what, remedy: 'no decision was made; try again', cause });

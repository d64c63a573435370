import { DEFAULT_PRIORITY, DEFAULT_STEP_UP_TIMEOUT_S, FORBIDDEN_PRIORITY, RuleMetadataSchema } from '@writ/aarm';
import type { Rule, RuleMetadata } from '@writ/aarm';
import { PolicyError } from './error.js';
import type { Refusal } from './error.js';
import type { Reads } from './reads.js';
import type { SourceFile } from './source.js';

/** The METADATA block of a package, as `opa inspect` gives it. */
export interface Annotation {
  readonly title?: string;
  readonly description?: string;
  readonly custom?: unknown;
  readonly line: number;
}

/** A rule's metadata, checked; what it reads comes later. */
export interface Declared {
  readonly file: SourceFile;
  readonly pack: string;
  readonly title: string;
  readonly line: number;
  readonly metadata: RuleMetadata;
}

/** Reads the metadata of a rule file. */
export function declareRule(file: SourceFile, pack: string, annotation: Annotation | undefined): Declared {
  const refuse = (what: string, line?: number): PolicyError =>
    new PolicyError({
      code: 'metadata_invalid',
      file: file.shown,
      line,
      what,
      remedy: 'write a `# METADATA` block with title, description and custom above the package',
    });
  if (annotation === undefined) throw refuse('the rule has no metadata', 1);
  const { title, description, custom, line } = annotation;
  if (title === undefined || title === '') throw refuse('the metadata has no `title`', line);
  if (description === undefined || description === '') throw refuse('the metadata has no `description`', line);
  const parsed = RuleMetadataSchema.safeParse(custom);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw refuse(`\`custom.${issue?.path.map(String).join('.') ?? ''}\` is refused: ${issue?.message ?? 'it has another shape'}`, line);
  }
  return { file, pack, title, line, metadata: parsed.data };
}

/** Fills in every default and holds the rule to its class. */
export function toRule(declared: Declared, reads: Reads): Rule {
  const { file, pack, title, line, metadata } = declared;
  const { id, class: class_, applies_to, severity, parameters, references, result } = metadata;
  const priority = metadata.priority ?? DEFAULT_PRIORITY[class_];
  const refused = refusedByClass(metadata, priority, reads) ?? refusedEscalation(metadata) ?? undeclaredRead(metadata, reads);
  if (refused !== null) throw new PolicyError({ ...refused, file: file.shown, line });
  return {
    id,
    pack,
    title,
    class: class_,
    result,
    priority,
    applies_to,
    severity,
    overridable: metadata.overridable ?? class_ === 'context_dependent_allow',
    on_aligned: metadata.on_aligned ?? 'STEP_UP',
    reads: [...reads.context].sort(),
    ...(reads.views.size === 0 ? {} : { views: [...reads.views].sort() }),
    parameters,
    approvers: metadata.approvers ?? [],
    quorum: metadata.quorum ?? 1,
    timeout_s: metadata.timeout_s ?? null,
    ...(metadata.escalation === undefined ? {} : { escalation: metadata.escalation }),
    references,
  };
}

/** A backup that would be asked after everything is over is a slip. */
function refusedEscalation({ escalation, timeout_s }: RuleMetadata): Refused | null {
  if (escalation === undefined || escalation.after_s < (timeout_s ?? DEFAULT_STEP_UP_TIMEOUT_S)) return null;
  const what = `\`escalation.after_s\` is ${escalation.after_s}, which is not before the deadline`;
  return { code: 'metadata_invalid', what, remedy: 'choose fewer seconds than `timeout_s` (3600 where the rule does not say)' };
}

type Refused = Pick<Refusal, 'code' | 'what' | 'remedy'>;

/** What a rule of this class may not be. INVARIANT: a hard limit depends on the action alone. */
function refusedByClass({ class: class_, result }: RuleMetadata, priority: number, { context }: Reads): Refused | null {
  if ((class_ === 'forbidden') !== priority >= FORBIDDEN_PRIORITY) {
    const remedy = `priorities of ${FORBIDDEN_PRIORITY} and above belong to forbidden rules, and to them alone`;
    return { code: 'rule_priority', what: `a rule of class \`${class_}\` has priority ${priority}`, remedy };
  }
  if (class_ !== 'forbidden') return null;
  if (result !== 'DENY')
    return { code: 'metadata_invalid', what: `a forbidden rule answers \`${result}\``, remedy: 'a forbidden rule says `result: DENY`' };
  if (context.size === 0) return null;
  const what = `a forbidden rule reads \`${[...context].sort().join('`, `')}\``;
  return { code: 'read_refused', what, remedy: 'read tool, operation and parameters alone, or choose a context-dependent class' };
}

function undeclaredRead({ parameters }: RuleMetadata, reads: Reads): Refused | null {
  const names = [...reads.parameters].filter((name) => !Object.hasOwn(parameters, name)).sort();
  if (names.length === 0) return null;
  if (names.includes('*'))
    return {
      code: 'read_refused',
      what: 'the rule reads all parameters or one by a dynamic path',
      remedy: 'name the parameters, or say so in the metadata: `parameters: {"*": {type: any, optional: true}}`',
    };
  return {
    code: 'read_refused',
    what: `the rule reads the parameters \`${names.join('`, `')}\`, which its metadata does not declare`,
    remedy: 'declare their types under `custom.parameters`',
  };
}

import { DEFAULT_PRIORITY, FORBIDDEN_PRIORITY, RuleMetadataSchema } from '@writ/aarm';
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
  if (annotation === undefined) throw refuse('the rule has no metadata');
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
export function toRule({ file, pack, title, line, metadata }: Declared, reads: Reads): Rule {
  const refuse = (refusal: Pick<Refusal, 'code' | 'what' | 'remedy'>): PolicyError =>
    new PolicyError({ ...refusal, file: file.shown, line });
  const { id, class: class_ } = metadata;
  const priority = metadata.priority ?? DEFAULT_PRIORITY[class_];
  if ((class_ === 'forbidden') !== priority >= FORBIDDEN_PRIORITY)
    throw refuse({
      code: 'rule_priority',
      what: `a rule of class \`${class_}\` has priority ${priority}`,
      remedy: `priorities of ${FORBIDDEN_PRIORITY} and above belong to forbidden rules, and to them alone`,
    });
  if (class_ === 'forbidden' && metadata.result !== 'DENY')
    throw refuse({
      code: 'metadata_invalid',
      what: `a forbidden rule answers \`${metadata.result}\``,
      remedy: 'a forbidden rule says `result: DENY`',
    });
  if (class_ === 'forbidden' && reads.context.size > 0)
    throw refuse({
      code: 'read_refused',
      what: `a forbidden rule reads \`${[...reads.context].sort().join('`, `')}\` from the context`,
      remedy: 'read tool, operation and parameters alone, or choose a context-dependent class',
    });
  const undeclared = [...reads.parameters].filter((name) => !Object.hasOwn(metadata.parameters, name)).sort();
  if (undeclared.length > 0) throw refuse(undeclaredRead(undeclared));
  return {
    id,
    pack,
    title,
    class: class_,
    result: metadata.result,
    priority,
    applies_to: metadata.applies_to,
    severity: metadata.severity,
    overridable: metadata.overridable ?? class_ === 'context_dependent_allow',
    on_aligned: metadata.on_aligned ?? 'STEP_UP',
    reads: [...reads.context].sort(),
    parameters: metadata.parameters,
    approvers: metadata.approvers ?? [],
    quorum: metadata.quorum ?? 1,
    timeout_s: metadata.timeout_s ?? null,
    references: metadata.references,
  };
}

function undeclaredRead(names: readonly string[]): Pick<Refusal, 'code' | 'what' | 'remedy'> {
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

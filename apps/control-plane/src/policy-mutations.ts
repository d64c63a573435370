import { Inject } from '@nestjs/common';
import { Args, Context, ID, Mutation, Resolver } from '@nestjs/graphql';
import { PolicyOverridesSchema, PolicySettingsSchema, ProblemError } from '@writ/aarm';
import type { Json, PolicyActor, PolicyOverrides, PersonCaller } from '@writ/aarm';
import type { PolicyChangeRequest, PolicyChangeResult } from '@writ/engine';
import type { CheckReport, Finding } from '@writ/policy';
import { PARTS } from './parts.js';
import type { ControlPlaneParts, QueryContext } from './parts.js';
import { CasesInput, CreateVersionInput, OverridesInput, PolicySettingsInput } from './policy-inputs.js';
import { PolicyChangeUnion } from './policy-types.js';
import type { FindingType, PolicyChangedType, PolicyRefusedType } from './policy-types.js';
import { findingOut, pointerOut, transitionOut, versionOut } from './policy-wire.js';
import { packsOf, withCases } from './version-packs.js';
import { PacksRefused } from './workshop.js';

type Answer = Promise<PolicyChangedType | PolicyRefusedType>;
type Move = PolicyChangeRequest['move'];

const HASH = { type: () => ID, description: 'the hash of the version' } as const;
const REASON = { type: () => String, nullable: true, description: 'goes into the signed receipt' } as const;
const LONGEST_REASON = 1024;

/** Changes of the policy. Each one is judged by the lifecycle and leaves one signed `policy_event` receipt. */
@Resolver()
export class PolicyMutations {
  readonly #parts: ControlPlaneParts;

  constructor(@Inject(PARTS) parts: ControlPlaneParts) {
    this.#parts = parts;
  }

  @Mutation(() => PolicyChangeUnion, { description: 'compiles packs and stores them as a draft; takes an `author`' })
  async createVersion(
    @Context() { person }: QueryContext,
    @Args('input', { type: () => CreateVersionInput }) input: CreateVersionInput,
  ): Answer {
    const by = actorOf(person);
    const reason = reasonOf(input.reason, input.commit);
    return refusable(async () => {
      const content = await this.#parts.workshop.compile(input.packs);
      return answerOf(await this.#parts.control.publish({ tenant_id: person.tenant_id, by, content, reason }));
    });
  }

  @Mutation(() => PolicyChangeUnion, { description: 'runs all checks of a draft; takes an `author`' })
  async checkVersion(
    @Context() { person }: QueryContext,
    @Args('hash', HASH) hash: string,
    @Args('cases', { type: () => [CasesInput], nullable: true }) cases?: CasesInput[],
  ): Answer {
    const by = actorOf(person);
    return this.#examined({ person, by, hash, move: 'check', cases: cases ?? [] });
  }

  @Mutation(() => PolicyChangeUnion, { description: 'runs tests and golden cases of a checked version; takes an `author`' })
  async testVersion(
    @Context() { person }: QueryContext,
    @Args('hash', HASH) hash: string,
    @Args('cases', { type: () => [CasesInput], nullable: true }) cases?: CasesInput[],
  ): Answer {
    const by = actorOf(person);
    return this.#examined({ person, by, hash, move: 'test', cases: cases ?? [] });
  }

  @Mutation(() => PolicyChangeUnion, { description: 'signs a tested version; takes a `policy_approver` who is not its author' })
  async signVersion(
    @Context() { person }: QueryContext,
    @Args('hash', HASH) hash: string,
    @Args('reason', REASON) reason?: string,
  ): Answer {
    return this.#moved(person, { move: 'sign', hash, reason: reasonOf(reason) });
  }

  @Mutation(() => PolicyChangeUnion, { description: 'runs a signed version beside the active one; takes an `operator`' })
  async shadowVersion(
    @Context() { person }: QueryContext,
    @Args('hash', HASH) hash: string,
    @Args('reason', REASON) reason?: string,
  ): Answer {
    return this.#moved(person, { move: 'shadow', hash, reason: reasonOf(reason) });
  }

  @Mutation(() => PolicyChangeUnion, { description: 'takes a version out of shadow; takes an `operator`' })
  async unshadowVersion(
    @Context() { person }: QueryContext,
    @Args('hash', HASH) hash: string,
    @Args('reason', REASON) reason?: string,
  ): Answer {
    return this.#moved(person, { move: 'unshadow', hash, reason: reasonOf(reason) });
  }

  @Mutation(() => PolicyChangeUnion, { description: 'lets every replica decide on a version; takes an `operator`' })
  async activateVersion(
    @Context() { person }: QueryContext,
    @Args('hash', HASH) hash: string,
    @Args('reason', REASON) reason?: string,
    @Args('overrides', { type: () => OverridesInput, nullable: true }) overrides?: OverridesInput,
  ): Answer {
    return this.#moved(person, { move: 'activate', hash, reason: reasonOf(reason), overrides: overridesOf(overrides) });
  }

  @Mutation(() => PolicyChangeUnion, { description: 'goes back to a version that was active; takes an `operator`' })
  async rollbackVersion(
    @Context() { person }: QueryContext,
    @Args('hash', HASH) hash: string,
    @Args('reason', REASON) reason?: string,
  ): Answer {
    return this.#moved(person, { move: 'rollback', hash, reason: reasonOf(reason) });
  }

  @Mutation(() => PolicyChangeUnion, { description: 'ends a version that is not active; takes an `author` or an `operator`' })
  async retireVersion(
    @Context() { person }: QueryContext,
    @Args('hash', HASH) hash: string,
    @Args('reason', REASON) reason?: string,
  ): Answer {
    return this.#moved(person, { move: 'retire', hash, reason: reasonOf(reason) });
  }

  @Mutation(() => PolicyChangeUnion, { description: 'changes what an activation takes; takes a `policy_approver`' })
  async configurePolicy(
    @Context() { person }: QueryContext,
    @Args('settings', { type: () => PolicySettingsInput }) { approvals, blastRadius }: PolicySettingsInput,
    @Args('reason', REASON) reason?: string,
  ): Answer {
    const settings = PolicySettingsSchema.safeParse({ approvals, blast_radius: blastRadius ?? null });
    if (!settings.success)
      throw invalid('settings', '`approvals` takes 1 to 8, `blastRadius` a share from 0 to 1 or null; send values in range');
    const by = actorOf(person);
    return answerOf(
      await this.#parts.control.configure({ tenant_id: person.tenant_id, by, settings: settings.data, reason: reasonOf(reason) }),
    );
  }

  async #moved(person: PersonCaller, request: Omit<PolicyChangeRequest, 'tenant_id' | 'by'>): Answer {
    return answerOf(await this.#parts.control.change({ tenant_id: person.tenant_id, by: actorOf(person), ...request }));
  }

  async #examined({ person, by, hash, move, cases }: Examination): Answer {
    const { tenant_id } = person;
    const version = await this.#parts.policies.version(tenant_id, hash);
    if (version === null) return refused('version_unknown', `there is no version \`${hash}\`; publish it first`);
    return refusable(async () => {
      const report = await this.#parts.workshop.check(withCases(packsOf(version.sources), cases));
      const findings = report.findings.map(findingOut);
      const passed = passes(move, report) && report.policy?.hash === hash;
      const request = { tenant_id, by, move, hash, reason: '', findings: { passed, ...found(move, report) } };
      const answer = await this.#parts.control.change(request);
      return answerOf(answer, answer.ok ? findings : findings.filter(isError));
    });
  }
}

interface Examination {
  readonly person: PersonCaller;
  readonly by: PolicyActor;
  readonly hash: string;
  readonly move: Extract<Move, 'check' | 'test'>;
  readonly cases: readonly CasesInput[];
}

const isError = ({ severity }: { readonly severity: string }): boolean => severity === 'error';
const passes = (move: 'check' | 'test', { ok, tests }: CheckReport): boolean =>
  ok && (move === 'check' || tests.every(({ outcome }) => outcome === 'passed'));
const found = (move: 'check' | 'test', report: CheckReport): { readonly intent_read?: boolean; readonly report: Json } => ({
  ...(move === 'check' ? { intent_read: report.intent.satisfied } : {}),
  report: JSON.parse(JSON.stringify(report)) as Json,
});

const actorOf = ({ id, roles }: PersonCaller): PolicyActor => ({ id, roles, service: false });

const invalid = (field: string, detail: string): ProblemError => new ProblemError('invalid_field', { detail, field });

function reasonOf(reason: string | null | undefined, commit?: string | null): string {
  if (commit !== undefined && commit !== null && !/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/u.test(commit))
    throw invalid('input.commit', '`commit` is no commit id: send 40 or 64 lower case hex digits, or nothing');
  const text = [reason ?? '', commit === undefined || commit === null ? '' : `commit ${commit}`].filter((part) => part !== '').join('; ');
  if (text.length > LONGEST_REASON) throw invalid('reason', `\`reason\` is longer than ${String(LONGEST_REASON)} characters; shorten it`);
  return text;
}

function overridesOf(given: OverridesInput | undefined): PolicyOverrides {
  const { intentUnread, blastRadius } = given ?? {};
  const overrides = PolicyOverridesSchema.safeParse({
    ...(typeof intentUnread === 'string' ? { intent_unread: intentUnread } : {}),
    ...(typeof blastRadius === 'string' ? { blast_radius: blastRadius } : {}),
  });
  if (overrides.success) return overrides.data;
  throw invalid('overrides', 'an override needs a reason of 10 to 1024 characters; say why it is right this time');
}

const refused = (code: string, message: string, findings: readonly Finding[] = []): PolicyRefusedType => ({
  code,
  message,
  findings: findings.map(findingOut),
});

async function refusable(work: () => Answer): Answer {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof PacksRefused)) throw error;
    const [first] = error.findings;
    return refused('pack_refused', first === undefined ? 'the packs are refused' : `${first.what}; ${first.remedy}`, error.findings);
  }
}

function answerOf(result: PolicyChangeResult, findings: readonly FindingType[] = []): PolicyChangedType | PolicyRefusedType {
  if (!result.ok) return { code: result.refusal.code, message: result.refusal.message, findings };
  const { version, transition, pointer } = result;
  return {
    version: version === null ? null : versionOut(version),
    transition: transitionOut(transition),
    pointer: pointer === null ? null : pointerOut(pointer),
    findings,
  };
}

import { Inject } from '@nestjs/common';
import { Args, Context, ID, Int, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { ProblemError } from '@writ/aarm';
import type { PolicyTerms, Rule } from '@writ/aarm';
import type { CheckReport } from '@writ/policy';
import type { Connection } from './connection.js';
import { PageArgs, numberIn, pageFrom, pageOf, textIn, timeIn } from './connection.js';
import { missingOf } from './missing.js';
import { PARTS } from './parts.js';
import type { ControlPlaneParts, QueryContext } from './parts.js';
import {
  PackConnection,
  type PackType,
  PolicyPointerType,
  PolicySettingsType,
  PolicyTestConnection,
  type PolicyTestType,
  PolicyTransitionConnection,
  type PolicyTransitionType,
  PolicyVersionConnection,
  PolicyVersionType,
  SignoffType,
  SourceFileType,
  ToolConnection,
  type ToolType,
} from './policy-types.js';
import { pointerOut, ruleOut, settingsOut, testOut, toolOut, transitionOut, versionOut } from './policy-wire.js';
import { PolicyType, RuleConnection, type RuleType } from './types.js';
import { policyOut } from './wire.js';

/** Read access to the policy: versions, what they hold, what happened to them. */
@Resolver(() => PolicyVersionType)
export class PolicyResolver {
  readonly #parts: ControlPlaneParts;

  constructor(@Inject(PARTS) parts: ControlPlaneParts) {
    this.#parts = parts;
  }

  @Query(() => PolicyType, { description: 'the active policy set' })
  async policy(@Context() context: QueryContext): Promise<PolicyType> {
    return policyOut(await this.#active(context));
  }

  @Query(() => PolicyPointerType, { nullable: true, description: 'null where the tenant has no stored policy' })
  async policyPointer(@Context() { person }: QueryContext): Promise<PolicyPointerType | null> {
    const pointer = await this.#parts.policies.pointer(person.tenant_id);
    return pointer === null ? null : pointerOut(pointer);
  }

  @Query(() => PolicySettingsType)
  async policySettings(@Context() { loaders }: QueryContext): Promise<PolicySettingsType> {
    return settingsOut(await loaders.settings());
  }

  @Query(() => PolicyVersionConnection, { description: 'the newest versions first' })
  async policyVersions(
    @Context() { person }: QueryContext,
    @Args({ type: () => PageArgs }) args: PageArgs,
  ): Promise<Connection<PolicyVersionType>> {
    return pageOf(
      (limit, after) => {
        const before = after === null ? undefined : { created_at: timeIn(after, 0), hash: textIn(after, 1) };
        return this.#parts.policies.versions(person.tenant_id, { limit, before });
      },
      { args, key: (row) => [row.created_at, row.hash], node: versionOut },
    );
  }

  @Query(() => PolicyVersionType, { nullable: true })
  async policyVersion(
    @Context() { person }: QueryContext,
    @Args('hash', { type: () => ID }) hash: string,
  ): Promise<PolicyVersionType | null> {
    const found = await this.#parts.policies.summary(person.tenant_id, hash);
    return found === null ? null : versionOut(found);
  }

  @Query(() => PolicyTransitionConnection, { description: 'what happened to the policy, the newest first' })
  async policyTransitions(
    @Context() { person }: QueryContext,
    @Args({ type: () => PageArgs }) args: PageArgs,
    @Args('hash', { type: () => ID, nullable: true, description: 'of this version alone' }) hash?: string,
  ): Promise<Connection<PolicyTransitionType>> {
    return pageOf(
      (limit, after) => {
        const before = after === null ? undefined : { seq: numberIn(after, 0), index: numberIn(after, 1) };
        return this.#parts.policies.transitions(person.tenant_id, { limit, hash: hash ?? undefined, before });
      },
      { args, key: (row) => [row.seq, row.index], node: transitionOut },
    );
  }

  @Query(() => PackConnection, { description: 'the packs of the active policy' })
  async packs(@Context() context: QueryContext, @Args({ type: () => PageArgs }) args: PageArgs): Promise<Connection<PackType>> {
    const { person } = context;
    const pointer = await this.#parts.policies.pointer(person.tenant_id);
    const version = pointer === null ? null : await this.#parts.policies.summary(person.tenant_id, pointer.active);
    return pageFrom(version?.packs ?? [], args, (pack) => pack);
  }

  @Query(() => ToolConnection, { description: 'the tool catalogue of the active policy' })
  async tools(@Context() context: QueryContext, @Args({ type: () => PageArgs }) args: PageArgs): Promise<Connection<ToolType>> {
    return pageFrom((await this.#active(context)).terms.tools, args, toolOut);
  }

  @ResolveField(() => RuleConnection)
  async rules(
    @Context() { loaders }: QueryContext,
    @Parent() { hash }: PolicyVersionType,
    @Args({ type: () => PageArgs }) args: PageArgs,
  ): Promise<Connection<RuleType>> {
    return pageFrom((await loaders.parts.load(hash))?.rules ?? [], args, ruleOut);
  }

  @ResolveField(() => PolicyTestConnection, { description: 'how its tests and golden cases last ran; empty before its check' })
  async tests(
    @Context() { loaders }: QueryContext,
    @Parent() { hash }: PolicyVersionType,
    @Args({ type: () => PageArgs }) args: PageArgs,
  ): Promise<Connection<PolicyTestType>> {
    const reports = await loaders.reports.load(hash);
    const latest = reports.find(({ event }) => event === 'test') ?? reports[0];
    return pageFrom(testsIn(latest?.detail), args, testOut);
  }

  @ResolveField(() => [SignoffType])
  async signoffs(@Context() { loaders }: QueryContext, @Parent() { hash }: PolicyVersionType): Promise<readonly SignoffType[]> {
    const signoffs = await loaders.signoffs.load(hash);
    return signoffs.map(({ approver, at, statement_digest }) => ({ approver, at, statementDigest: statement_digest }));
  }

  @ResolveField(() => [SourceFileType], { description: 'the files that were compiled' })
  async sources(@Context() { loaders }: QueryContext, @Parent() { hash }: PolicyVersionType): Promise<readonly SourceFileType[]> {
    const sources = (await loaders.parts.load(hash))?.sources ?? {};
    return Object.entries(sources).map(([path, text]) => ({ path, text }));
  }

  @ResolveField(() => [String], { description: 'what is missing to activate it' })
  async missing(@Context() { loaders }: QueryContext, @Parent() version: PolicyVersionType): Promise<readonly string[]> {
    const [settings, signoffs] = await Promise.all([loaders.settings(), loaders.signoffs.load(version.hash)]);
    return missingOf(version, { settings, approvals: signoffs.filter(({ approver }) => approver !== version.author).length });
  }

  @ResolveField(() => Int, { description: 'signatures that count: those of others than the author' })
  async approvals(@Context() { loaders }: QueryContext, @Parent() { hash, author }: PolicyVersionType): Promise<number> {
    return (await loaders.signoffs.load(hash)).filter(({ approver }) => approver !== author).length;
  }

  async #active({ person, loaders }: QueryContext): Promise<{ readonly terms: PolicyTerms; readonly rules: readonly Rule[] }> {
    const pointer = await this.#parts.policies.pointer(person.tenant_id);
    if (pointer === null) return this.#parts.policy();
    const parts = await loaders.parts.load(pointer.active);
    if (parts === null) throw new ProblemError('not_ready', { detail: 'the active version is not stored' });
    return parts;
  }
}

/** The tests in a recorded report; a version that came by `bootstrap` has none. */
function testsIn(detail: unknown): CheckReport['tests'] {
  const report = (detail as { readonly report?: unknown } | null | undefined)?.report ?? detail;
  const tests = (report as { readonly tests?: unknown } | null | undefined)?.tests;
  return Array.isArray(tests) ? (tests as CheckReport['tests']) : [];
}

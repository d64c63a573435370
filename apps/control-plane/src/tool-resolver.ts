import { Inject } from '@nestjs/common';
import { Args, Context, Mutation, Query, Resolver } from '@nestjs/graphql';
import { AcceptToolSchema, ProblemError } from '@writ/aarm';
import type { PolicyTerms } from '@writ/aarm';
import { toolReport } from '@writ/engine';
import type { ToolStanding } from '@writ/engine';
import { knownTool } from '@writ/signals';
import { PARTS } from './parts.js';
import type { ControlPlaneParts, QueryContext } from './parts.js';
import { AcceptedToolType, AcceptToolInput, ToolReportType } from './tool-types.js';
import type { ToolStandingType } from './tool-types.js';

/** What counts as recent: so many sessions, and of each so many actions. */
const RECENT = { sessions: 50, each: 100 };

/** What the tools of agents are: seen by everybody, a change accepted by an operator. */
@Resolver()
export class ToolResolver {
  readonly #parts: ControlPlaneParts;

  constructor(@Inject(PARTS) parts: ControlPlaneParts) {
    this.#parts = parts;
  }

  @Query(() => ToolReportType, { description: 'the tools of agents: those that changed first, then those that nobody knows' })
  async toolReport(@Context() { person }: QueryContext): Promise<ToolReportType> {
    const { policies, catalogue } = this.#parts;
    const [pins, actions, terms] = await Promise.all([
      policies.toolPins(person.tenant_id),
      catalogue.recentActions(person.tenant_id, RECENT),
      this.#terms(person.tenant_id),
    ]);
    const pinned = new Map(pins.map((pin) => [`${pin.agent}\0${pin.name}`, JSON.stringify(pin.definition, null, 2)]));
    const { tools, recent } = toolReport({ pins, actions, terms, knownTool });
    return { tools: tools.map((tool) => standingOut(tool, pinned.get(`${tool.agent}\0${tool.name}`) ?? '')), ...recent };
  }

  @Mutation(() => AcceptedToolType, { description: 'takes a changed definition of a tool for good; takes an `operator`' })
  async acceptTool(
    @Context() { person }: QueryContext,
    @Args('input', { type: () => AcceptToolInput }) { agent, name, digest, reason }: AcceptToolInput,
  ): Promise<AcceptedToolType> {
    const request = AcceptToolSchema.safeParse({ agent, name, digest, reason });
    if (!request.success) {
      const [issue] = request.error.issues;
      const field = `input.${issue?.path.join('.') ?? ''}`;
      throw new ProblemError('invalid_field', { detail: `\`${field}\` is refused: ${issue?.message ?? ''}`, field });
    }
    const by = { id: person.id, roles: person.roles, service: false };
    await this.#parts.control.acceptTool({ tenant_id: person.tenant_id, by, request: request.data });
    return { agent, name, digest, acceptedBy: person.id };
  }

  /** Of the version that decides for this tenant now. */
  async #terms(tenantId: string): Promise<Pick<PolicyTerms, 'tools'>> {
    const { policies, catalogue } = this.#parts;
    const pointer = await policies.pointer(tenantId);
    const [active] = pointer === null ? [] : await catalogue.versionParts(tenantId, [pointer.active]);
    return (active ?? this.#parts.policy()).terms;
  }
}

const standingOut = ({ pinned_at, accepted_by, changed, ...tool }: ToolStanding, pinned: string): ToolStandingType => ({
  ...tool,
  pinnedAt: pinned_at,
  acceptedBy: accepted_by,
  changed:
    changed === null ? null : { digest: changed.digest, definition: JSON.stringify(changed.definition, null, 2), pinned, at: changed.at },
});

import { ProblemError } from '@writ/aarm';
import type { AcceptTool, PolicyActor, ToolPin } from '@writ/aarm';
import type { PolicyControl, PolicyStore } from './policies.js';
import type { Recorder } from './stop-control.js';

/** Accepts changed definitions of tools, each by a signed event in the control session of its tenant. */
export function toolControl(policies: PolicyStore, record: Recorder): Pick<PolicyControl, 'acceptTool'> {
  return {
    acceptTool: async ({ tenant_id, by, request }) => {
      requireOperator(by);
      const { agent, name, digest, reason } = request;
      const found: { pin?: ToolPin } = {};
      const result = await record({ tenant_id, by }, async (now) => {
        const pin = await changedPin(policies, tenant_id, request);
        found.pin = { ...pin, digest, definition: pin.met.definition, pinned_at: now, met: null, accepted_by: by.id };
        return {
          event: {
            ...{ event: 'accept_tool' as const, policy: null, from: null, to: null, replaced: null, overrides: [], generation: 0 },
            by: { id: by.id, roles: [...by.roles] },
            reason,
            detail: { agent, name, digest, was: pin.digest },
          },
          writes: { pin: { agent, name, digest, by: by.id, at: now } },
          also: [],
        };
      });
      if (!result.ok || found.pin === undefined) throw new TypeError('a tool cannot be refused once its operator is known');
      return found.pin;
    },
  };
}

async function changedPin(
  policies: PolicyStore,
  tenantId: string,
  { agent, name, digest }: AcceptTool,
): Promise<ToolPin & { readonly met: NonNullable<ToolPin['met']> }> {
  const pin = (await policies.toolPins(tenantId)).find((each) => each.agent === agent && each.name === name);
  const { met = null } = pin ?? {};
  if (pin === undefined || met?.digest !== digest)
    throw new ProblemError('tool_not_found', {
      detail: `no definition \`${digest}\` of the tool \`${name}\` of \`${agent}\` waits to be accepted: \`writ tools\` lists those that do`,
      field: 'digest',
    });
  return { ...pin, met };
}

function requireOperator({ id, roles }: PolicyActor): void {
  if (roles.includes('operator')) return;
  throw new ProblemError('forbidden_caller', { detail: `\`${id}\` may not accept a tool: it takes the role \`operator\`` });
}

import type { EntryBody, PepCaller, ToolDefinition } from '@writ/aarm';
import { canonicalize, sha256 } from '@writ/receipt';
import type { Authority } from '../authority/authority.js';
import type { Deciding } from '../decision/deciding.js';

/** What this works with. */
export type SessionToolsServices = Pick<Authority, 'toolPins'> & Pick<Deciding, 'signals'>;

/** The tools of an entry. */
export type SessionTools = Extract<EntryBody, { kind: 'tools' }>['tools'];

/**
 * What the definitions of a submission say, and whether they are those that are pinned for this agent: as the session's
 * entry keeps it, so that a replay infers nothing and asks for no pin.
 */
export async function sessionTools(
  services: SessionToolsServices,
  { tenant_id, agent_id }: Pick<PepCaller, 'tenant_id' | 'agent_id'>,
  definitions: readonly ToolDefinition[],
): Promise<SessionTools> {
  if (definitions.length === 0) return [];
  const met = definitions.map((definition) => ({ name: definition.name, digest: sha256(canonicalize(definition)), definition }));
  // A crash after this leaves pins without a session: the next one finds what it would have pinned.
  const pinned = await services.toolPins.meet(tenant_id, agent_id, met);
  return Promise.all(
    met.map(async ({ name, digest, definition }) => ({
      name,
      digest,
      known: await services.signals.knownTool(definition),
      // One that could not be pinned is not known to be the same.
      changed: pinned.get(name) !== digest,
    })),
  );
}

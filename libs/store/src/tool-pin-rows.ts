import type { ToolDefinition, ToolPin } from '@writ/aarm';
import { MOST_PINS } from '@writ/aarm';
import type { MetTool, PinAccepted, PolicyStore } from '@writ/engine';
import type { Connections } from './connections.js';

const statement = (name: string, text: string) => ({ name: `writ_policy_${name}`, text });

const COLUMNS = 'tenant_id, agent, name, digest, definition, pinned_at, met_digest, met_definition, met_at, accepted_by';
const PINNED = statement('pinned', 'SELECT name, digest, met_digest FROM tool_pins WHERE tenant_id = $1 AND agent = $2 AND name = ANY($3)');
const PINS = statement(
  'tool_pins',
  `SELECT ${COLUMNS} FROM tool_pins WHERE tenant_id = $1 ORDER BY met_digest IS NULL, agent, name LIMIT 5000`,
);
/** In the order of the names, so that two that meet the same tools do not wait for each other in a circle. */
const PIN = statement(
  'pin',
  `INSERT INTO tool_pins (tenant_id, agent, name, digest, definition, pinned_at)
   SELECT $1, $2, g.name, g.digest, g.definition, clock_timestamp()
   FROM unnest($3::text[], $4::text[], $5::text[]) AS g(name, digest, definition)
   WHERE EXISTS (SELECT FROM tool_pins p WHERE p.tenant_id = $1 AND p.agent = $2 AND p.name = g.name)
      OR (SELECT count(*) FROM tool_pins p WHERE p.tenant_id = $1 AND p.agent = $2) + $6::int <= ${MOST_PINS.toString()}
   ORDER BY g.name
   ON CONFLICT (tenant_id, agent, name) DO UPDATE SET
     met_digest = NULLIF(excluded.digest, tool_pins.digest),
     met_definition = CASE WHEN excluded.digest = tool_pins.digest THEN NULL ELSE excluded.definition END,
     met_at = CASE WHEN excluded.digest = tool_pins.digest THEN NULL ELSE excluded.pinned_at END`,
);
/** Only what is still the one that was looked at. */
export const ACCEPT_PIN = statement(
  'accept_pin',
  `UPDATE tool_pins SET digest = met_digest, definition = met_definition, pinned_at = $6, accepted_by = $5,
     met_digest = NULL, met_definition = NULL, met_at = NULL
   WHERE tenant_id = $1 AND agent = $2 AND name = $3 AND met_digest = $4 RETURNING name`,
);

export const acceptValues = (tenantId: string, { agent, name, digest, by, at }: PinAccepted): readonly unknown[] => [
  tenantId,
  agent,
  name,
  digest,
  by,
  at,
];

interface PinRow extends Omit<ToolPin, 'definition' | 'met'> {
  readonly definition: string;
  readonly met_digest: string | null;
  readonly met_definition: string | null;
  readonly met_at: string | null;
}

type Pinned = Pick<PinRow, 'name' | 'digest' | 'met_digest'>;

/** The pins of tools, on a database. */
export function toolPins(db: Pick<Connections, 'of'>): Pick<PolicyStore, 'pinTools' | 'toolPins'> {
  const pinned = async (tenantId: string, agent: string, tools: readonly MetTool[]): Promise<readonly Pinned[]> =>
    db.of(tenantId).query<Pinned>(PINNED, [tenantId, agent, tools.map(({ name }) => name)]);
  return {
    toolPins: async (tenantId) => (await db.of(tenantId).query<PinRow>(PINS, [tenantId])).map(toPin),
    pinTools: async (tenantId, agent, tools) => {
      const known = await pinned(tenantId, agent, tools);
      const by = new Map(known.map((row) => [row.name, row]));
      const news = tools.filter((tool) => isNews(by.get(tool.name), tool));
      if (news.length === 0) return digestsOf(known);
      const added = news.filter(({ name }) => !by.has(name)).length;
      await db
        .of(tenantId)
        .write(PIN, [
          ...[tenantId, agent, news.map(({ name }) => name), news.map(({ digest }) => digest)],
          ...[news.map(({ definition }) => JSON.stringify(definition)), added],
        ]);
      // Read again: another process may have been the first.
      return digestsOf(await pinned(tenantId, agent, tools));
    },
  };
}

/** Most sessions bring what is known already, and write nothing. */
const isNews = (row: Pinned | undefined, { digest }: MetTool): boolean => row?.met_digest !== (row?.digest === digest ? null : digest);

const digestsOf = (rows: readonly Pinned[]): ReadonlyMap<string, string> => new Map(rows.map(({ name, digest }) => [name, digest]));

const definitionIn = (text: string): ToolDefinition => JSON.parse(text) as ToolDefinition;

const toPin = ({ definition, met_digest, met_definition, met_at, ...row }: PinRow): ToolPin => ({
  ...row,
  definition: definitionIn(definition),
  met:
    met_digest === null || met_definition === null || met_at === null
      ? null
      : { digest: met_digest, definition: definitionIn(met_definition), at: met_at },
});

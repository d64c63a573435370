import { readFile, readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { ROLES } from '@writ/contract';
import { openDatabase, openDeliveries } from '@writ/store';
import type { Database } from '@writ/store';
import { send } from '../../decision-api/test/client.js';
import { softAuthenticator } from '../../../libs/server/test/soft-authenticator.js';
import { startControl } from './control.js';
import type { TestControl } from './control.js';

const PLACE = { origin: 'https://writ.example', rpId: 'writ.example' };
const BASELINE = new URL('../../../policies/baseline/', import.meta.url);

/** Text that only what is of the first tenant holds. */
export const CANARY = 'canary-of-acme';

/** What a call may name: of the one tenant, or of nobody. */
export interface Ids {
  readonly session: string;
  readonly allowed: string;
  readonly asked: string;
  readonly deferred: string;
  readonly receipt: string;
  readonly stop: string;
  readonly grant: string;
  readonly version: string;
  readonly passkey: string;
  /** A tool whose definition changed, and the digest of what it is now. */
  readonly tool: string;
  readonly definition: string;
}

/** As well-formed as those that are there. */
const unknown = (prefix: string): string => `${prefix}_${'0'.repeat(24)}${prefix.slice(0, 2).toUpperCase()}`;
export const UNKNOWN: Ids = {
  session: unknown('ses'),
  allowed: unknown('dec'),
  asked: unknown('dec'),
  deferred: unknown('dec'),
  receipt: unknown('rct'),
  stop: unknown('stp'),
  grant: unknown('grt'),
  version: `sha256:${'0'.repeat(64)}`,
  passkey: 'A'.repeat(43),
  tool: 'tool-of-nobody',
  definition: `sha256:${'1'.repeat(64)}`,
};

type Headers = Readonly<Record<string, string>>;

/** Who calls: an enforcement point and a person with every role, both of one tenant. */
export interface Callers {
  readonly pep: Headers;
  readonly person: Headers;
  readonly identity: { readonly human: string; readonly agent: string };
}

/** Two tenants on one deployment: the first has something of everything, the second what it takes to call. */
export interface Twins {
  readonly control: TestControl;
  /** What the first one has. */
  readonly ids: Ids;
  /** The second one. */
  readonly other: Callers;
  readonly otherSession: string;
  /** The first one's service decides once more, and has another policy. */
  decide(): Promise<string>;
  activate(): Promise<void>;
  /** Everything in the database that is of the first one, as text. */
  holdings(): Promise<string>;
  close(): Promise<void>;
}

export async function startTwins(): Promise<Twins> {
  const control = await startControl({ origin: PLACE.origin, rp_id: PLACE.rpId });
  const { issuer, elsewhere, pep, namesake, postgres } = control.service;
  const of = async (from: typeof issuer, pepHeaders: Headers): Promise<Callers> => ({
    pep: pepHeaders,
    // The same names in both: no name alone may lead to the other one.
    person: { authorization: `Bearer ${await from.person('bob', ROLES)}` },
    identity: { human: await from.delegated('alice', ['dev']), agent: await from.agent('coder', 'laptop') },
  });
  const [own, other] = [await of(issuer, pep), await of(elsewhere, namesake)];
  const ids = await populate(control, own);
  const otherSession = await post(control, other.pep, '/v1/sessions', opening(other, 'twin', 'somebody'), 'session_id');
  const owner = await openDatabase({ url: postgres.url });
  return {
    control,
    ids,
    other,
    otherSession,
    decide: async () => decide(control, own, ids.session, 'files'),
    activate: async () => {
      await owner.query(`INSERT INTO policy_active (tenant_id, active, generation, changed_at) VALUES ('acme', $1, 1, now())`, [
        ids.version,
      ]);
    },
    holdings: async () => holdings(owner),
    close: async () => {
      await owner.close();
      await control.close();
    },
  };
}

const TOOL = 'tool-of-the-first';
const opening = ({ identity }: Callers, host: string, of: string): object => ({
  host_session_id: host,
  user_request: { text: `pay ${of}` },
  tools: [{ name: of === CANARY ? TOOL : 'tool', description: host }],
  identity,
});

async function post(control: TestControl, headers: Headers, path: string, body: object, id: string): Promise<string> {
  const answer = await send(control.service.api.restUrl, { path, body: JSON.stringify(body), headers });
  const found = answer.body[id];
  if (typeof found !== 'string') throw new Error(`${path} gave no ${id}: ${answer.text}`);
  return found;
}

async function populate(control: TestControl, own: Callers): Promise<Ids> {
  const make = async (headers: Headers, path: string, body: object, id: string) => post(control, headers, path, body, id);
  const session = await make(own.pep, '/v1/sessions', opening(own, `host-${CANARY}`, CANARY), 'session_id');
  await make(own.pep, '/v1/sessions', opening(own, `later-${CANARY}`, CANARY), 'session_id');
  const [allowed, asked, deferred] = [
    await decide(control, own, session, 'files'),
    await decide(control, own, session, 'pay'),
    await decide(control, own, session, 'deploy'),
  ];
  const granted = { agent: 'coder', tool: 'mail', operation: 'send', parameters: {}, max_uses: 3, reason: CANARY };
  const [pin] = await control.policies.toolPins('acme');
  const [first] = await control.service.store.receiptsOfDecision('acme', allowed);
  await tell(control);
  return {
    ...{ session, allowed, asked, deferred, receipt: first?.receipt_id ?? '', tool: TOOL, definition: pin?.met?.digest ?? '' },
    stop: await make(own.person, '/v1/stops', { kind: 'agent', id: `agent-${CANARY}`, reason: CANARY }, 'stop_id'),
    grant: await make(own.person, '/v1/grants', { ...granted, expires_at: new Date(Date.now() + 3_600_000).toISOString() }, 'grant_id'),
    version: await publish(control, own.person),
    passkey: await addPasskey(control, own.person),
  };
}

async function decide(control: TestControl, { pep, identity }: Callers, session_id: string, tool: string): Promise<string> {
  const action = { tool, operation: 'run', parameters: { to: CANARY } };
  return post(control, pep, '/v1/decisions', { session_id, action, identity }, 'decision_id');
}

/** A question that was told over a channel. */
async function tell(control: TestControl): Promise<void> {
  const deliveries = openDeliveries({ url: control.service.appUrl });
  const claimed = await deliveries.claim('slack', { tenant_id: 'acme', limit: 10, patience_s: 60 });
  for (const each of claimed) await deliveries.settle(each, { state: 'rejected', error: CANARY, retry_s: 60 });
  await deliveries.close();
  if (claimed.length === 0) throw new Error('there was nothing to tell');
}

async function publish(control: TestControl, person: Headers): Promise<string> {
  const folders = ['rules', 'lib'];
  const inside = await Promise.all(folders.map(async (name) => (await readdir(new URL(name, BASELINE))).map((file) => `${name}/${file}`)));
  const paths = ['pack.yaml', 'tools.yaml', ...inside.flat()];
  const files = await Promise.all(
    paths.map(async (path) => ({ path, text: await readFile(fileURLToPath(new URL(path, BASELINE)), 'utf8') })),
  );
  const text = 'mutation ($input: CreateVersionInput!) { createVersion(input: $input) { ... on PolicyChanged { version { hash } } } }';
  const { data, text: said } = await control.query(text, person, { input: { packs: [{ name: 'baseline', files }], reason: CANARY } });
  const made = data?.['createVersion'] as { readonly version?: { readonly hash: string } } | undefined;
  if (made?.version === undefined) throw new Error(`no version was made: ${said}`);
  return made.version.hash;
}

async function addPasskey(control: TestControl, person: Headers): Promise<string> {
  const { data } = await control.query('mutation { beginPasskey { challenge } }', person);
  const { challenge } = data?.['beginPasskey'] as { readonly challenge: string };
  const attestation = JSON.stringify(softAuthenticator().create({ ...PLACE, challenge, counter: 0 }));
  const added = await control.query('mutation ($input: AddPasskeyInput!) { addPasskey(input: $input) { id } }', person, {
    input: { label: CANARY, attestation },
  });
  return (added.data?.['addPasskey'] as { readonly id: string }).id;
}

async function holdings(owner: Database): Promise<string> {
  const tables = await owner.query(
    `SELECT table_name::text AS name FROM information_schema.columns WHERE table_schema = 'public' AND column_name = 'tenant_id' ORDER BY 1`,
  );
  const rows = await Promise.all(
    tables.map(async ({ name }) =>
      owner.query(`SELECT '${String(name)}: ' || t::text AS row FROM ${String(name)} t WHERE tenant_id = 'acme' ORDER BY 1`),
    ),
  );
  return rows
    .flat()
    .map(({ row }) => String(row))
    .join('\n');
}

import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { CALLS, GRAPHQL_CALLS, PROTO_FILE } from '@writ/contract';
import type { Call } from '@writ/contract';
import { send } from '../../decision-api/test/client.js';
import { GRAPHQL_ROWS, WIRE_ROWS, messageOf, queryOf } from './twin-calls.js';
import { eventually, listenTo } from './listen.js';
import { CANARY, UNKNOWN, startTwins } from './twins.js';
import type { Ids, Twins } from './twins.js';

const OPENAPI = new URL('../../../libs/contract/openapi.json', import.meta.url);

let twins: Twins;
let before: string;
beforeAll(async () => {
  twins = await startTwins();
  // Lists are brought up to date by whoever reads one.
  await twins.control.service.store.sessions('acme', { limit: 1 });
  before = await twins.holdings();
}, 120_000);
afterAll(() => twins.close(), 60_000);

/** What a caller names, and what differs from one answer to the next whoever asks. */
function masked(text: string): string {
  const given = [UNKNOWN, twins.ids].flatMap((ids) => Object.values(ids) as readonly string[]);
  return given
    .reduce((rest, id) => rest.replaceAll(id, 'ID'), text)
    .replaceAll(/[a-z]{3}_[0-9A-Z]{26}/gu, 'ANOTHER')
    .replaceAll(/\d{4}-\d\d-\d\dT[\d:.]+Z/gu, 'THEN')
    .replaceAll(/"challenge":"[^"]+"/gu, 'CHALLENGE');
}

/** An answer about something of the other tenant is the one about nothing; it holds nothing of that tenant, and nothing came of it there. */
async function expectTheSame(ask: (ids: Ids) => Promise<string>): Promise<string> {
  const [nothing, theirs] = [await ask(UNKNOWN), await ask(twins.ids)];
  expect(masked(theirs)).toBe(masked(nothing));
  expect(theirs).not.toContain(CANARY);
  expect(await twins.holdings()).toBe(before);
  return theirs;
}

const wire = Object.entries<Call>(CALLS);
const callersOf = ({ caller }: Call): readonly ('pep' | 'person')[] =>
  caller === 'any' ? ['pep', 'person'] : [caller as 'pep' | 'person'];
const byCaller = wire.flatMap(([name, call]) => callersOf(call).map((caller) => ({ name, call, caller })));

describe('what one tenant asks about what another has', () => {
  it('is a row of a call each, of REST, gRPC and GraphQL', () => {
    const { paths } = JSON.parse(readFileSync(OPENAPI, 'utf8')) as {
      paths: Record<string, Record<string, { operationId: string; security?: [] }>>;
    };
    const operations = Object.values(paths).flatMap((methods) => Object.values(methods));
    const open = ['keys', 'health', 'readiness', 'metrics', 'openapi'];
    const rest = operations.map(({ operationId }) => operationId).filter((name) => !open.includes(name));
    const grpc = [...readFileSync(PROTO_FILE, 'utf8').matchAll(/^ *rpc (\w)(\w+)\(/gmu)].map(
      ([, first = '', rest = '']) => first.toLowerCase() + rest,
    );
    expect(Object.keys(WIRE_ROWS).sort()).toEqual(rest.sort());
    expect(Object.keys(WIRE_ROWS).sort()).toEqual(grpc.sort());
    expect(Object.keys(GRAPHQL_ROWS).sort()).toEqual(Object.keys(GRAPHQL_CALLS).sort());
    expect(before).toContain(CANARY);
    for (const table of [
      'log',
      'sessions',
      'decisions',
      'receipts',
      'disclosures',
      'waiting',
      'grants',
      'stops',
      'policy_versions',
      'deliveries',
      'passkeys',
      'tool_pins',
    ])
      expect(before).toContain(`${table}: (`);
    for (const id of Object.values(twins.ids)) expect(before).toContain(id);
  });

  it.each(byCaller)('REST: $name by a $caller', async ({ name, call, caller }) => {
    const row = WIRE_ROWS[name];
    const ask = async (ids: Ids): Promise<string> => {
      const { id = '', body, query = '' } = row?.(ids, twins) ?? {};
      const path = call.path.replace('{id}', id) + query;
      const answer = await send(twins.control.service.api.restUrl, {
        path,
        headers: twins.other[caller],
        ...(call.method === 'post' ? { body: JSON.stringify(body ?? {}) } : {}),
      });
      return `${answer.status.toString()} ${answer.headers['content-type'] ?? ''} ${answer.text}`;
    };
    const theirs = await expectTheSame(ask);
    if (call.id !== undefined || theirs.startsWith('4')) expect(theirs).toMatch(/^404 .*_not_found/u);
  });

  it.each(byCaller.filter(({ call }) => call.stream !== true))('gRPC: $name by a $caller', async ({ name, call, caller }) => {
    const method = `${name.slice(0, 1).toUpperCase()}${name.slice(1)}`;
    const ask = async (ids: Ids): Promise<string> => {
      const message = messageOf(call, WIRE_ROWS[name]?.(ids, twins) ?? {});
      const { code, problem, answer } = await twins.control.service.grpc.call(method, message, twins.other[caller]);
      return JSON.stringify({ code, problem, answer });
    };
    const theirs = await expectTheSame(ask);
    if (call.id !== undefined) expect(theirs).toMatch(/"code":"\w+_not_found"/u);
  });

  it('gRPC: the stream', async () => {
    const ask = async ({ asked }: Ids): Promise<string> => {
      const changes = twins.control.service.grpc.watch({ decision_id: asked }, twins.other.person)[Symbol.asyncIterator]();
      return changes.next().then(
        ({ value }) => JSON.stringify(value),
        (error: unknown) => (error as Error).message,
      );
    };
    expect(await expectTheSame(ask)).toContain('decision_not_found');
  });

  const overHttp = Object.keys(GRAPHQL_ROWS).filter((name) => !name.startsWith('Subscription.'));
  it.each(overHttp)('GraphQL: %s', async (name) => {
    const ask = async (ids: Ids): Promise<string> => {
      const { status, text } = await twins.control.query(queryOf(name, ids), twins.other.person);
      return `${status.toString()} ${text}`;
    };
    const theirs = await expectTheSame(ask);
    expect(theirs).not.toMatch(/GRAPHQL_VALIDATION|Cannot query|forbidden_caller/u);
  });

  it('GraphQL: the subscriptions, while there is something to tell the first one', async () => {
    const { control, ids } = twins;
    const own = await control.as('carol', 'auditor');
    const names = Object.keys(GRAPHQL_ROWS).filter((name) => name.startsWith('Subscription.'));
    const told = await Promise.all(
      [own, twins.other.person].map(async (headers) =>
        listenTo(
          control.url,
          headers,
          names.map((name) => queryOf(name, ids)),
        ),
      ),
    );
    const by = { id: 'bob', roles: ['policy_approver'], service: false };
    await control.control.configure({ tenant_id: 'acme', by, settings: { approvals: 2, blast_radius: null }, reason: CANARY });
    await twins.activate();
    await twins.decide();
    await eventually(() => new Set(told[0]?.messages.map(({ id }) => id)).size === names.length);
    expect(new Set(told[0]?.messages.flatMap(({ payload }) => Object.keys((payload as { data?: object }).data ?? { payload })))).toEqual(
      new Set(names.map((name) => name.split('.')[1])),
    );
    // As long again as it took to look once more.
    await new Promise((resolve) => setTimeout(resolve, 1_500));
    expect(told[1]?.messages).toEqual([]);
    for (const each of told) each.close();
  }, 30_000);
});

import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { controlSessionId } from '@writ/engine';
import { SESSION_EXPORT_FORMAT, verifySession } from '@writ/receipt';
import { startControl } from './control.js';
import type { TestControl } from './control.js';

/** A pack that is checked in moments; what is done with it is the same for any. */
const PACK = 'intent';
const FOLDER = fileURLToPath(new URL(`../../../policies/${PACK}`, import.meta.url));

interface FileText {
  readonly path: string;
  readonly text: string;
}
const filesIn = async (folder: string, parts: readonly string[]): Promise<readonly FileText[]> => {
  const found: FileText[] = [];
  for (const part of parts) {
    const names = part.includes('.') ? [part] : (await readdir(join(folder, part)).catch(() => [])).map((name) => `${part}/${name}`);
    for (const path of names) found.push({ path, text: await readFile(join(folder, path), 'utf8') });
  }
  return found;
};

const CHANGE = `__typename
  ... on PolicyChanged { version { hash state } transition { event to by reason receiptId overrides { refusal } } pointer { active generation } }
  ... on PolicyRefused { code message findings { severity code file line what remedy } }`;
const CREATE = `mutation ($input: CreateVersionInput!) { createVersion(input: $input) { ${CHANGE} } }`;
const move = (name: string): string => `mutation ($hash: ID!) { change: ${name}(hash: $hash) { ${CHANGE} } }`;
const EXAMINE = (name: string): string =>
  `mutation ($hash: ID!, $cases: [CasesInput!]) { change: ${name}(hash: $hash, cases: $cases) { ${CHANGE} } }`;

let control: TestControl;
let files: readonly FileText[];
let cases: readonly object[];
let ann: { readonly authorization: string };
let bob: { readonly authorization: string };
let olga: { readonly authorization: string };
let hash: string;
beforeAll(async () => {
  control = await startControl();
  files = await filesIn(FOLDER, ['pack.yaml', 'rules', 'lib']);
  cases = [{ pack: PACK, files: await filesIn(FOLDER, ['cases']) }];
  ann = await control.as('ann', 'author');
  bob = await control.as('bob', 'policy_approver');
  olga = await control.as('olga', 'operator');
}, 60_000);
afterAll(() => control.close(), 60_000);

const create = async (own: readonly FileText[], headers = ann, more: object = {}): Promise<Record<string, unknown>> => {
  const answer = await control.query(CREATE, headers, { input: { packs: [{ name: PACK, files: own }], ...more } });
  return (answer.data?.['createVersion'] as Record<string, unknown> | undefined) ?? { codes: answer.codes, text: answer.text };
};
const change = async (text: string, headers: { readonly authorization: string }, variables: object): Promise<Record<string, unknown>> => {
  const answer = await control.query(text, headers, variables);
  return (answer.data?.['change'] as Record<string, unknown> | undefined) ?? { codes: answer.codes, text: answer.text };
};

describe('a version from draft to active', () => {
  it('is published by an author, with the commit on record, and only once', async () => {
    const commit = 'a'.repeat(40);
    const made = await create(files, ann, { reason: 'first', commit });
    expect(made).toMatchObject({
      __typename: 'PolicyChanged',
      version: { state: 'draft' },
      transition: { reason: `first; commit ${commit}` },
    });
    hash = (made['version'] as { hash: string }).hash;
    expect(await create(files)).toMatchObject({ __typename: 'PolicyChanged', version: { hash, state: 'draft' } });
  }, 60_000);

  it('is checked and tested with its golden cases', async () => {
    expect(await change(EXAMINE('checkVersion'), ann, { hash, cases })).toMatchObject({ version: { state: 'checked' } });
    expect(await change(EXAMINE('testVersion'), ann, { hash, cases })).toMatchObject({ version: { state: 'tested' } });
    const text = `{ policyVersion(hash: "${hash}") { tests(first: 200) { nodes { outcome } } rules(first: 2) { nodes { id } pageInfo { hasNextPage endCursor } } missing } }`;
    const { data } = await control.query(text, ann);
    const version = data?.['policyVersion'] as Record<string, { nodes: { outcome: string }[]; pageInfo: { endCursor: string } }>;
    expect(version['tests']?.nodes.length).toBeGreaterThan(10);
    expect(version['missing']).toEqual(['1 of 1 signatures by a `policy_approver`', 'an `operator` who activates it']);
    const cursor = version['rules']?.pageInfo.endCursor ?? '';
    const next = await control.query(`{ policyVersion(hash: "${hash}") { rules(first: 2, after: "${cursor}") { nodes { id } } } }`, ann);
    expect((next.data as { policyVersion: { rules: { nodes: object[] } } }).policyVersion.rules.nodes).not.toEqual(version['rules']?.nodes);
  }, 120_000);

  it('is not activated without a signature, nor by somebody without the role', async () => {
    expect(await change(move('activateVersion'), olga, { hash })).toMatchObject({ __typename: 'PolicyRefused', code: 'state_wrong' });
    expect(await change(move('signVersion'), ann, { hash })).toMatchObject({ __typename: 'PolicyRefused', code: 'role_missing' });
    expect(await change(move('signVersion'), await control.as('ann', 'author', 'policy_approver'), { hash })).toMatchObject({
      code: 'author_signs',
    });
  });

  it('is signed by another person and activated by an operator', async () => {
    expect(await change(move('signVersion'), bob, { hash })).toMatchObject({ version: { state: 'signed' }, transition: { by: 'bob' } });
    expect(await change(move('activateVersion'), bob, { hash })).toMatchObject({ code: 'role_missing' });
    expect(await change(move('activateVersion'), olga, { hash })).toMatchObject({
      version: { state: 'active' },
      pointer: { active: hash, generation: 1 },
    });
    const shown = await control.query('{ policy { hash } packs { nodes { id } } tools(first: 1) { nodes { id } } }', olga);
    expect(shown.data).toMatchObject({ policy: { hash }, packs: { nodes: [{ id: PACK }] } });
  });

  it('is replaced by another and comes back by a rollback', async () => {
    const altered = files.map((file) => (file.path === 'pack.yaml' ? { ...file, text: `${file.text}# another\n` } : file));
    const made = await create(altered);
    const second = (made['version'] as { hash: string }).hash;
    for (const [text, who, extra] of [
      [EXAMINE('checkVersion'), ann, { cases }],
      [EXAMINE('testVersion'), ann, { cases }],
      [move('signVersion'), bob, {}],
      [move('activateVersion'), olga, {}],
    ] as const)
      expect(await change(text, who, { hash: second, ...extra })).toMatchObject({ __typename: 'PolicyChanged' });
    expect(await change(move('rollbackVersion'), olga, { hash })).toMatchObject({ pointer: { active: hash, generation: 3 } });
  }, 120_000);

  it('is activated above the blast radius only with an override, which goes on record', async () => {
    const settings = 'mutation { change: configurePolicy(settings: { approvals: 1, blastRadius: 0.1 }) { __typename } }';
    expect(await change(settings, bob, {})).toEqual({ __typename: 'PolicyChanged' });
    const third = files.map((file) => (file.path === 'pack.yaml' ? { ...file, text: `${file.text}# a third\n` } : file));
    const { hash: next } = (await create(third))['version'] as { hash: string };
    await change(EXAMINE('checkVersion'), ann, { hash: next, cases });
    await change(EXAMINE('testVersion'), ann, { hash: next, cases });
    await change(move('signVersion'), bob, { hash: next });
    expect(await change(move('activateVersion'), olga, { hash: next })).toMatchObject({
      __typename: 'PolicyRefused',
      code: 'blast_radius',
    });
    const overridden = `mutation { change: activateVersion(hash: "${next}", overrides: { blastRadius: "an incident is open" }) { ${CHANGE} } }`;
    expect(await change(overridden, olga, {})).toMatchObject({
      pointer: { active: next },
      transition: { overrides: [{ refusal: 'blast_radius' }] },
    });
    expect(await change(move('rollbackVersion'), olga, { hash })).toMatchObject({ pointer: { active: hash, generation: 5 } });
  }, 120_000);

  it('has a signed receipt for each of these changes, and no other', async () => {
    const session = controlSessionId('acme');
    const receipts = await control.service.store.receipts('acme', session);
    const events = receipts.map(({ payload }) => (JSON.parse(payload) as { policy_event?: { event: string } }).policy_event?.event);
    expect(events.filter((event) => event !== undefined)).toEqual([
      ...['publish', 'check', 'test', 'sign', 'activate'],
      ...['publish', 'check', 'test', 'sign', 'activate', 'rollback'],
      ...['settings', 'publish', 'check', 'test', 'sign', 'activate', 'rollback'],
    ]);
    const given = receipts.map(({ payload, protected: header, signature, disclosures }) => ({
      payload,
      protected: header,
      signature,
      disclosures,
    }));
    const exported = {
      format: SESSION_EXPORT_FORMAT as typeof SESSION_EXPORT_FORMAT,
      tenant: 'acme',
      session_id: session,
      receipts: given,
      count: given.length,
    };
    expect(verifySession(exported, { keys: await control.service.store.keys() })).toMatchObject({ verdict: 'valid' });
    const listed = await control.query('{ policyTransitions(first: 3) { nodes { event by } pageInfo { hasNextPage } } }', bob);
    expect(listed.data).toMatchObject({ policyTransitions: { pageInfo: { hasNextPage: true } } });
  });

  it('reads what the rows of a list share in one statement', async () => {
    control.counted.clear();
    const text =
      '{ policyVersions { nodes { hash signoffs { approver } rules(first: 1) { nodes { id } } tests(first: 1) { nodes { name } } missing } } }';
    const { data } = await control.query(text, bob);
    expect((data as { policyVersions: { nodes: object[] } }).policyVersions.nodes).toHaveLength(3);
    expect(Object.fromEntries(control.counted)).toEqual({ versions: 1, signoffsOf: 1, versionParts: 1, reportsOf: 1, settings: 1 });
  });
});

describe('what changes nothing', () => {
  const unchanged = async (work: () => Promise<unknown>): Promise<void> => {
    const before = [await control.policies.transitions('acme', { limit: 100 }), await control.policies.pointer('acme')];
    await work();
    expect([await control.policies.transitions('acme', { limit: 100 }), await control.policies.pointer('acme')]).toEqual(before);
  };
  const rule = (): FileText => files.find(({ path }) => /rules\/[a-z_]+(?<!_test)\.rego$/u.test(path)) ?? { path: '', text: '' };

  it.each([
    ['a syntax error', () => [...files.filter((file) => file !== rule()), { ...rule(), text: `${rule().text}\nif if {` }], 'rego_invalid'],
    [
      'an unknown builtin',
      () => [...files.filter((file) => file !== rule()), { ...rule(), text: `${rule().text}\nx := http.send({})\n` }],
      'rego_invalid',
    ],
    ['a path that leads out', () => [...files, { path: '../../etc/x.rego', text: 'package x' }], 'pack_unsafe'],
    ['an archive', () => [{ path: 'pack.zip', text: 'PK' }], 'pack_unsafe'],
    ['no manifest', () => files.filter(({ path }) => path !== 'pack.yaml'), 'pack_unreadable'],
    ['a file of 2 MB', () => [...files, { path: 'lib/big.rego', text: '#'.repeat(2_000_000) }], 'pack_unsafe'],
  ])(
    '%s is refused with file and remedy',
    async (_, own, code) => {
      await unchanged(async () => {
        const answer = await create(own());
        expect(answer).toMatchObject({ __typename: 'PolicyRefused', code: 'pack_refused', findings: [{ code, severity: 'error' }] });
        const [finding] = answer['findings'] as { remedy: string; file: string }[];
        expect(finding?.remedy).not.toBe('');
        expect(JSON.stringify(answer)).not.toMatch(/\/tmp\//u);
      });
    },
    60_000,
  );

  it('10 MB of packs, and a long request of somebody who is no author', async () => {
    await unchanged(async () => {
      expect(await create([{ path: 'lib/x.rego', text: '#'.repeat(11_000_000) }])).toMatchObject({ codes: ['body_too_large'] });
      expect(await create([{ path: 'lib/x.rego', text: '#'.repeat(100_000) }], olga)).toMatchObject({ codes: ['body_too_large'] });
    });
  });

  it('people without the role, a commit that is none, a reason too long, an override without a reason, a version that is not there', async () => {
    await unchanged(async () => {
      expect(await create([], bob)).toMatchObject({ codes: ['forbidden_caller'] });
      expect(await create(files, ann, { commit: 'main' })).toMatchObject({ codes: ['invalid_field'] });
      expect(await create(files, ann, { reason: 'x'.repeat(2_000) })).toMatchObject({ codes: ['invalid_field'] });
      const hasty = `mutation { change: activateVersion(hash: "${hash}", overrides: { intentUnread: "no" }) { __typename } }`;
      expect(await change(hasty, olga, {})).toMatchObject({ codes: ['invalid_field'] });
      expect(await change(move('retireVersion'), olga, { hash: 'sha256:0' })).toMatchObject({ code: 'version_unknown' });
      expect(await change(EXAMINE('checkVersion'), ann, { hash: 'sha256:0' })).toMatchObject({ code: 'version_unknown' });
      expect(await change(move('retireVersion'), olga, { hash })).toMatchObject({ code: 'state_wrong' });
      const stray = { hash, cases: [{ pack: PACK, files: [{ path: 'rules/x.rego', text: '' }] }] };
      expect(await change(EXAMINE('checkVersion'), ann, stray)).toMatchObject({ codes: ['invalid_field'] });
      const settings = 'mutation { change: configurePolicy(settings: { approvals: 0 }) { __typename } }';
      expect(await change(settings, bob, {})).toMatchObject({ codes: ['invalid_field'] });
    });
  });

  it('people of another tenant: they see none of it', async () => {
    const eve = { authorization: `Bearer ${await control.elsewhere.person('eve', ['author', 'operator', 'policy_approver'])}` };
    const text = `{ policyVersions { nodes { hash } } policyVersion(hash: "${hash}") { hash } policyTransitions { nodes { event } } policyPointer { active } }`;
    expect((await control.query(text, eve)).data).toEqual({
      policyVersions: { nodes: [] },
      policyVersion: null,
      policyTransitions: { nodes: [] },
      policyPointer: null,
    });
    await unchanged(async () => {
      expect(await change(move('rollbackVersion'), eve, { hash })).toMatchObject({ code: 'version_unknown' });
    });
  });
});

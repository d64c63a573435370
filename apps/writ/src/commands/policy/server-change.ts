import type { Finding } from '@writ/policy';
import { ControlError } from './control-client.js';
import type { ControlClient } from './control-client.js';
import type { SentFolder } from './pack-files.js';

/** What the server said of one change. */
export type Changed =
  | { readonly ok: true; readonly event: string; readonly hash: string; readonly state: string; readonly receipt: string }
  | { readonly ok: false; readonly code: string; readonly message: string; readonly findings: readonly Finding[] };

const ANSWER = `{ __typename
  ... on PolicyChanged { version { hash state } transition { event receiptId } }
  ... on PolicyRefused { code message findings { severity code file line what remedy } } }`;

interface Answer {
  readonly __typename: string;
  readonly version?: { readonly hash: string; readonly state: string } | null;
  readonly transition?: { readonly event: string; readonly receiptId: string };
  readonly code?: string;
  readonly message?: string;
  readonly findings?: readonly Finding[];
}

async function change(client: ControlClient, call: string, given: { readonly text: string; readonly variables: object }): Promise<Changed> {
  try {
    const variables = { ...given.variables };
    const { change: answer } = await client.query<{ readonly change: Answer }>(
      `mutation (${given.text}) { change: ${call} ${ANSWER} }`,
      variables,
    );
    const { version, transition, code = '', message = '', findings = [] } = answer;
    if (transition === undefined) return { ok: false, code, message, findings };
    return { ok: true, event: transition.event, hash: version?.hash ?? '', state: version?.state ?? '', receipt: transition.receiptId };
  } catch (error) {
    if (!(error instanceof ControlError) || error.code !== 'forbidden_caller') throw error;
    return { ok: false, code: 'role_missing', message: error.message, findings: [] };
  }
}

/** Sends packs to be stored as a draft. */
export const create = async (
  client: ControlClient,
  { folders, reason, commit }: { readonly folders: readonly SentFolder[]; readonly reason: string; readonly commit: string | null },
): Promise<Changed> => {
  const { me } = await client.query<{ readonly me: { readonly id: string; readonly roles: readonly string[] } }>('{ me { id roles } }');
  // Nobody else may send as much as packs take.
  if (!me.roles.includes('author'))
    return { ok: false, code: 'role_missing', message: `\`${me.id}\` may not publish: it takes an \`author\``, findings: [] };
  return change(client, 'createVersion(input: $input)', {
    text: '$input: CreateVersionInput!',
    variables: { input: { packs: folders.map(({ name, files }) => ({ name, files })), reason, commit } },
  });
};

/** Has a version checked or tested, with the golden cases of its folders. */
export const examine = (
  client: ControlClient,
  {
    move,
    hash,
    folders,
  }: { readonly move: 'checkVersion' | 'testVersion'; readonly hash: string; readonly folders: readonly SentFolder[] },
): Promise<Changed> =>
  change(client, `${move}(hash: $hash, cases: $cases)`, {
    text: '$hash: ID!, $cases: [CasesInput!]',
    variables: { hash, cases: folders.map(({ id, cases }) => ({ pack: id, files: cases })) },
  });

/** Signs a version or rolls back to it. */
export const move = (
  client: ControlClient,
  { name, hash, reason }: { readonly name: 'signVersion' | 'rollbackVersion'; readonly hash: string; readonly reason: string },
): Promise<Changed> =>
  change(client, `${name}(hash: $hash, reason: $reason)`, { text: '$hash: ID!, $reason: String', variables: { hash, reason } });

/** Activates a version. */
export const activate = (
  client: ControlClient,
  { hash, reason, overrides }: { readonly hash: string; readonly reason: string; readonly overrides: Readonly<Record<string, string>> },
): Promise<Changed> =>
  change(client, 'activateVersion(hash: $hash, reason: $reason, overrides: $overrides)', {
    text: '$hash: ID!, $reason: String, $overrides: OverridesInput',
    variables: { hash, reason, overrides },
  });

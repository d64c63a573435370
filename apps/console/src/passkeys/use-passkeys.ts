import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { UseMutationResult, UseQueryResult } from '@tanstack/react-query';
import { ask } from '../api/graphql.js';
import { ADD_PASSKEY, BEGIN_PASSKEY, PASSKEYS, REMOVE_PASSKEY } from '../api/queries.js';
import type { Ceremony, Passkey } from '../api/types.js';
import { makePasskey, signWith } from './ceremony.js';

/** The passkeys of a person that stand. */
export const usePasskeys = (person: string, enabled = true): UseQueryResult<readonly Passkey[]> =>
  useQuery({
    queryKey: ['passkeys', person],
    queryFn: async () => {
      const { passkeys } = await ask<{ readonly passkeys: readonly Passkey[] }>(PASSKEYS, { person });
      return passkeys.filter(({ removedAt }) => removedAt === null);
    },
    enabled,
  });

const begin = async (remove: string | null): Promise<Ceremony> =>
  (await ask<{ readonly beginPasskey: Ceremony }>(BEGIN_PASSKEY, { remove })).beginPasskey;

/** Makes a passkey, has one of those that are there agree to it, and adds it. */
async function add(person: string, label: string): Promise<void> {
  const ceremony = await begin(null);
  const attestation = await makePasskey(ceremony, person);
  const presence = ceremony.credentials.length === 0 ? null : await signWith(ceremony);
  await ask(ADD_PASSKEY, { input: { label, attestation, presence } });
}

/** Removes a passkey: of one's own with one of one's own, of somebody else as an operator. */
async function remove({ me, passkey: { id, person } }: { readonly me: string; readonly passkey: Passkey }): Promise<void> {
  const own = person === me;
  const presence = own ? await signWith(await begin(id)) : null;
  const reason = own ? 'removed by its person in the console' : 'removed by an operator in the console';
  await ask(REMOVE_PASSKEY, { input: { id, person, reason, presence } });
}

/** Adds a passkey under a name. */
export const useAdd = (person: string): UseMutationResult<unknown, Error, string> => useChange(async (label: string) => add(person, label));

/** Removes one. */
export const useRemove = (me: string): UseMutationResult<unknown, Error, Passkey> =>
  useChange(async (passkey: Passkey) => remove({ me, passkey }));

function useChange<T>(change: (of: T) => Promise<void>): UseMutationResult<unknown, Error, T> {
  const queries = useQueryClient();
  return useMutation({ mutationFn: change, onSettled: async () => queries.invalidateQueries({ queryKey: ['passkeys'] }) });
}

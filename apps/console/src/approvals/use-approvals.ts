import { useQuery } from '@tanstack/react-query';
import type { UseQueryResult } from '@tanstack/react-query';
import { ask } from '../api/graphql.js';
import { APPROVALS } from '../api/queries.js';
import type { Approval } from '../api/types.js';

const EVERY_MS = 2_000;

const deadlineOf = ({ decision: { deadline } }: Approval): number => (deadline === null ? Infinity : Date.parse(deadline));

/** What waits for this person; what ends first comes first. */
export const useApprovals = (): UseQueryResult<readonly Approval[]> =>
  useQuery({
    queryKey: ['approvals'],
    queryFn: async () => {
      const { approvals } = await ask<{ readonly approvals: readonly Approval[] }>(APPROVALS);
      return approvals.toSorted((a, b) => deadlineOf(a) - deadlineOf(b));
    },
    refetchInterval: EVERY_MS,
  });

import type { ShadowCount, ShadowLog, ShadowLoss } from '@writ/engine';
import { shadowKey } from './shadow-key.js';

/** The shadow's counts in memory: for tests, and to hold the contract against. */
export function createMemoryShadowLog(): ShadowLog {
  const counted = new Map<string, ShadowCount>();
  const lost = new Map<string, ShadowLoss>();
  const lossKey = (tenantId: string, shadow: string): string => JSON.stringify([tenantId, shadow]);
  return {
    add: async (counts, losses) => {
      for (const each of counts) {
        const key = JSON.stringify([each.tenant_id, each.shadow, shadowKey(each)]);
        const before = counted.get(key)?.count ?? 0;
        counted.set(key, { ...each, count: before + each.count });
      }
      for (const { tenant_id, shadow, dropped, failed } of losses) {
        const key = lossKey(tenant_id, shadow);
        const before = lost.get(key);
        lost.set(key, { tenant_id, shadow, dropped: (before?.dropped ?? 0) + dropped, failed: (before?.failed ?? 0) + failed });
      }
      return Promise.resolve();
    },
    counts: async (tenantId, shadow, { limit }) => {
      const own = [...counted.values()].filter((each) => each.tenant_id === tenantId && each.shadow === shadow);
      own.sort((a, b) => b.count - a.count || compare(shadowKey(a), shadowKey(b)));
      return Promise.resolve(own.slice(0, limit));
    },
    loss: async (tenantId, shadow) =>
      Promise.resolve(lost.get(lossKey(tenantId, shadow)) ?? { tenant_id: tenantId, shadow, dropped: 0, failed: 0 }),
    close: async () => Promise.resolve(),
  };
}

const compare = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

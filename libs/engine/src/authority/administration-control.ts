import type { PolicyControl } from './policies.js';
import type { Recorder } from './stop-control.js';

/**
 * Writes down who became known to the service and who no longer is, each as a signed event in the control session of its tenant. Who may
 * do it is for whoever keeps the people and the enrolments: here it becomes evidence.
 */
export const administrationControl = (record: Recorder): Pick<PolicyControl, 'recordAdministration'> => ({
  recordAdministration: async ({ tenant_id, by, event, detail, reason = '' }) => {
    const result = await record({ tenant_id, by }, () =>
      Promise.resolve({
        event: {
          ...{ event, policy: null, from: null, to: null, replaced: null, overrides: [], generation: 0 },
          by: { id: by.id, roles: [...by.roles] },
          reason,
          detail,
        },
        writes: {},
        also: [],
      }),
    );
    if (!result.ok) throw new TypeError('what was done by whoever may do it cannot be refused');
  },
});

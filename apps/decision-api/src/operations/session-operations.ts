import type { Operations } from './operation.js';
import { refuseReserved } from './own-source.js';

/** How many sessions a listing has unless asked. */
const LISTED = 100;

/** Sessions, their entries and their receipts. */
export const SESSION_OPERATIONS = {
  openSession: async ({ engine, authenticator }, { caller, body }) => {
    const identity = await authenticator.identity(body.identity, caller, { host_session_id: body.host_session_id });
    const { session, created } = await engine.openSession(caller, body, identity);
    return { status: created ? 201 : 200, answer: session };
  },
  listSessions: async ({ engine }, { caller, query }) => ({ sessions: await engine.sessions(caller, query.limit ?? LISTED) }),
  appendEntry: async ({ engine }, { caller, id, body }) => {
    if (body.kind === 'fact') refuseReserved([body.fact.source], 'fact.source');
    if (body.kind === 'label') refuseReserved([body.label.source], 'label.source');
    return { status: 201, answer: await engine.appendEntry(caller, id, body) };
  },
  closeSession: ({ engine }, { caller, id }) => engine.closeSession(caller, id),
  listSessionReceipts: ({ engine }, { caller, id }) => engine.sessionReceipts(caller, id),
} satisfies Partial<Operations>;

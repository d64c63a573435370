import type { Decision, PepCaller, RequesterContext } from '@writ/aarm';
import { createEvidence } from '@writ/engine';
import type { Deliveries } from '@writ/engine';
import { readConfig } from '@writ/server';
import type { NotifySettings } from '@writ/server';
import { openDeliveries } from '@writ/store';
import { startService } from '../../../decision-api/test/service.js';
import type { TestService } from '../../../decision-api/test/service.js';
import { channelsOf } from '../../src/channels/channels-of.js';
import { startNotifier } from '../../src/notifier.js';

const caller: PepCaller = { kind: 'pep', tenant_id: 'acme', pep_id: 'pep1', agent_id: 'coder', agent_instance: 'laptop', host: 'test' };
const party = { id: 'alice', roles: [], scope: ['*'] };
const requester: RequesterContext = {
  human: party,
  service: { ...party, id: 'pep:pep1' },
  agent: { ...party, id: 'coder', instance: 'laptop', jkt: null },
  session: 'host',
  effective_scope: ['*'],
  delegation_chain: [],
  evidence: [],
};
const identity = { verified: true, failure: null, requester };
export const bob = { kind: 'person' as const, tenant_id: 'acme', id: 'bob', roles: ['approver'] };
export const QUESTION = { fact: 'change_window', ask: 'Is the change window open?', answers: ['open', 'closed'] };

/** A decision point that takes clicks, and the notifier that sends what can be clicked. */
export interface Answering {
  readonly service: TestService;
  readonly deliveries: Deliveries;
  /** Asks for an action in a session of its own. */
  ask(tool: string, parameters?: Decision['effective_parameters']): Promise<Decision>;
  stands(decision: Decision): Promise<Decision>;
  close(): Promise<void>;
}

/** Settings as a process reads them. */
export function settingsOf(channels: object): NotifySettings {
  const notify = { console_url: 'https://writ.example/', tenant_id: 'acme', allow: ['127.0.0.0/8'], ...channels };
  const read = readConfig({ WRIT_NOTIFY: JSON.stringify(notify) }).notify;
  if (read === undefined) throw new Error('no settings');
  return read;
}

/** Starts both; the caller closes them. */
export async function startAnswering(settings: NotifySettings): Promise<Answering> {
  const service = await startService({ confirmations: [{ ...QUESTION, max_age_s: 300 }] }, settings);
  const deliveries = openDeliveries({ url: service.appUrl });
  const evidence = createEvidence(service.store);
  const channels = channelsOf(settings);
  const notifier = startNotifier({
    deliveries,
    evidence,
    tenantId: settings.tenant_id,
    channels,
    consoleUrl: settings.console_url,
    mostAnHour: 1000,
    everyMs: 50,
    retryMs: 100,
  });
  let host = 0;
  return {
    service,
    deliveries,
    ask: async (tool, parameters = { amount: 5 }) => {
      const request = { host_session_id: `host-${(++host).toString()}`, agent_type: 'test', user_request: { text: 'x' }, identity: {} };
      const { session } = await service.engine.openSession(caller, request, identity);
      const action = { tool, operation: 'run', parameters: parameters ?? {} };
      return service.engine.authorize(caller, { session_id: session.session_id, action, identity: {} }, identity, null);
    },
    stands: async ({ decision_id }) => service.engine.decision(bob, decision_id),
    close: async () => {
      await notifier.stop();
      await deliveries.close();
      await service.close();
    },
  };
}

/** Waits until something is there. */
export async function until<T>(find: () => T | undefined | false | Promise<T | undefined | false>): Promise<T> {
  for (let attempt = 0; attempt < 150; attempt++) {
    const found = await find();
    if (found !== undefined && found !== false) return found;
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  throw new Error('nothing came');
}

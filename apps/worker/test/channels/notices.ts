import { createServer } from 'node:http';
import type { IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApprovalRequest } from '@writ/engine';
import { noticeOf } from '../../src/channels/notice.js';
import type { Notice } from '../../src/channels/notice.js';

const DIGEST = `sha256:${'a'.repeat(64)}`;

/** A question about a payment, with what an agent may try on an approver. */
export function request(parameters: ApprovalRequest['parameters'] = { to: 'bob@corp.example', amount: 12 }): ApprovalRequest {
  const party = { id: 'eve', roles: ['engineer'], scope: ['*'] };
  return {
    decision: {
      decision_id: 'dec_1',
      session_id: 'ses_1',
      action_id: 'act_1',
      call_id: null,
      result: 'STEP_UP',
      initial_result: 'STEP_UP',
      classification: 'standard_deny',
      reason: { code: 'rule', message: 'payments need a person' },
      policy: { policy_id: 'baseline/approve_payment', version: '1', hash: DIGEST, rules: [] },
      risk_level: 'MEDIUM',
      confidence: 0.9,
      alignment: 0.5,
      missing: [],
      effective_parameters: null,
      obligations: [],
      pending: { kind: 'STEP_UP', deadline: '2026-11-23T12:00:00.000Z', approvers: ['finance'], quorum: 2 },
      resolution: null,
      outcome: null,
      receipt: { receipt_id: 'rct_1', seq: 1 },
    },
    action_digest: DIGEST,
    tool: 'bank',
    operation: 'pay',
    parameters,
    submitted_parameters: parameters,
    original_request: { available: true, text: 'pay the invoice', reason: null },
    requester: {
      human: party,
      service: { ...party, id: 'pep:1' },
      agent: { ...party, id: 'coder', instance: 'laptop', jkt: null },
      session: 'ses_1',
      effective_scope: ['*'],
      delegation_chain: [],
      evidence: [],
    },
    context: {
      classification: { level: 'CONFIDENTIAL', labels: ['PII'] },
      action_count: 3,
    } as unknown as ApprovalRequest['context'],
    signals: {},
    prior_actions: [{ action_id: 'act_0', tool: 'crm', operation: 'read', result: 'ALLOW', at: '2026-11-23T10:59:00.000Z' }],
    asked_at: '2026-11-23T11:00:00.000Z',
    presence_required: false,
  };
}

export function notice(parameters?: ApprovalRequest['parameters']): Notice {
  const made = noticeOf(request(parameters), 'https://writ.example/console/');
  if (made === null) throw new Error('the request does not wait');
  return made;
}

export interface Received {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** A server that keeps what it was sent and answers as it is told. */
export async function receiver(answer: (at: number) => { readonly status: number; readonly body?: string; readonly location?: string }) {
  const received: Received[] = [];
  const server = createServer((incoming, outgoing) => {
    let body = '';
    incoming.on('data', (chunk: Buffer) => (body += chunk.toString()));
    incoming.on('end', () => {
      received.push({ method: incoming.method ?? '', path: incoming.url ?? '', headers: incoming.headers, body });
      const said = answer(received.length);
      if (said.status === 0) return;
      outgoing.writeHead(said.status, said.location === undefined ? {} : { location: said.location }).end(said.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = async (): Promise<void> => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  return { url: `http://127.0.0.1:${port.toString()}/`, received, close };
}

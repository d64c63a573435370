/** Replays one recorded session through the API, as an enforcement point would have met it. */
import { sessionTool } from '@writ/aarm';
import { outcomeReport } from '@writ/pep';
import { actionOf, definitionsOf, submissions } from './tools.mjs';

const MOST_REQUEST = 65_536;
/** A day: facts about the principal do not go stale within a session. */
const FACT_AGE_S = 86_400;
export const runs = (result) => result === 'ALLOW' || result === 'MODIFY';

/**
 * Steps are submitted in order; an output is handed back only after ALLOW or MODIFY; a refusal ends nothing.
 * @returns {Promise<{ session: object, steps: readonly object[], problems: readonly string[] }>}
 */
export async function replaySession({ client, session, catalog, explain = false, name }) {
  const problems = [];
  const opened = await open({ client, session, catalog, name }, problems);
  const steps = [];
  for (const [index, step] of session.steps.entries()) {
    const decided =
      opened === null ? refused('the session was not opened') : await decide({ client, opened, step, key: `${name}-${index}` });
    if (decided.problem !== undefined) problems.push(`step ${index}: ${decided.problem}`);
    const more = explain && decided.decision_id !== undefined ? await knownOf(client, { decided, step }) : {};
    steps.push({ step, ...decided, ...more });
    if (runs(decided.result)) await report(client, { decided, step, index }, problems);
  }
  return { session, steps, problems };
}

async function open({ client, session, catalog, name }, problems) {
  const [first, ...more] = submissions(definitionsOf(catalog, session));
  const { request } = session;
  const { status, body } = await client.post('/v1/sessions', {
    host_session_id: name,
    agent_type: 'eval',
    user_request: request === null ? { available: false, reason: 'the record has none' } : { text: request.slice(0, MOST_REQUEST) },
    identity: client.identity,
    ...(first === undefined ? {} : { tools: first }),
  });
  if (status !== 201) {
    problems.push(`session: ${problemOf(status, body)}`);
    return null;
  }
  const entries = [...more.map((tools) => ({ kind: 'tools', tools })), ...facts(session.principal)];
  for (const entry of entries) {
    const appended = await client.post(`/v1/sessions/${body.session_id}/entries`, entry);
    if (appended.status !== 201) problems.push(`entry \`${entry.kind}\`: ${problemOf(appended.status, appended.body)}`);
  }
  return body.session_id;
}

/** What is known of the principal, told by the identity provider and not by the agent. */
const facts = (principal) =>
  Object.entries(principal).map(([key, value]) => ({
    kind: 'fact',
    fact: {
      name: `principal_${key.toLowerCase().replaceAll(/[^a-z0-9_]/gu, '_')}`.slice(0, 64),
      value,
      source: 'identity-provider',
      max_age_s: FACT_AGE_S,
    },
  }));

async function decide({ client, opened, step, key }) {
  const asked = { session_id: opened, action: actionOf(step), identity: client.identity };
  const begun = performance.now();
  const { status, body } = await client.post('/v1/decisions', asked, { 'idempotency-key': key });
  const ms = performance.now() - begun;
  return status === 200 ? { ...body, ms } : { ...refused(problemOf(status, body)), ms };
}

/** Without a decision an enforcement point denies. */
const refused = (problem) => ({ result: 'DENY', problem });
const problemOf = (status, body) => `${status} ${body?.code ?? ''} ${body?.detail ?? ''}`.trim();

async function report(client, { decided, step, index }, problems) {
  const outcome = outcomeReport({ status: 'completed', ...(step.output === null ? {} : { output: step.output }) });
  const { status, body } = await client.post(`/v1/decisions/${decided.decision_id}/outcome`, outcome);
  if (status !== 200) problems.push(`outcome of step ${index}: ${problemOf(status, body)}`);
}

/** What the rules could read when they decided, disclosed beside the receipt, and what the definition of the tool says. */
async function knownOf(client, { decided: { decision_id: id }, step }) {
  const { body } = await client.get(`/v1/decisions/${id}/bundle`);
  const found = (body?.receipts?.[0]?.disclosures ?? []).map((text) => JSON.parse(Buffer.from(text, 'base64url').toString('utf8')));
  const { state } = (await client.get(`/v1/decisions/${id}/context`)).body ?? {};
  return {
    context: found.find(([, name]) => name === 'context')?.[2] ?? {},
    tool: sessionTool(state?.tools ?? {}, actionOf(step))?.known ?? null,
  };
}

import { existsSync, readFileSync } from 'node:fs';
import { IDENTITY_FIELDS, JsonObjectSchema, openingState } from '@writ/aarm';
import type { ContextState, ContextView, Decidable, JsonObject, PolicyTerms } from '@writ/aarm';
import { contextOfCase } from '@writ/policy';
import type { Question } from '@writ/policy';
import type { ReceiptPayload, SessionExport } from '@writ/receipt';
import { createSignals } from '@writ/signals';
import { parse } from 'yaml';
import { CliError } from '../../cli/cli-error.js';
import type { Invocation } from '../../cli/command.js';
import { asPerson, needService } from '../../local/local-service.js';

/** An action as a file names it, with the context that a golden case gives. */
export interface Asked {
  readonly action: Decidable;
  readonly context: JsonObject;
}

/** Reads the action: a JSON or YAML file, the text itself, or `-`; of a file of golden cases the one that is named. */
export const readAsked = (given: string, caseName: string | undefined): Asked => {
  const content = plain(textOf(given), given);
  const chosen = Array.isArray(content) ? caseIn(content, given, caseName) : content;
  const object = objectOf(chosen, `\`${shown(given)}\``);
  const about = objectOf(object['action'] ?? object, 'the action');
  const { tool, operation, parameters } = about;
  if (typeof tool !== 'string' || typeof operation !== 'string')
    throw new CliError(`\`${shown(given)}\` names no \`tool\` and \`operation\``, EXAMPLE);
  const context = object['action'] === undefined ? {} : readContext(object);
  return { action: { tool, operation, parameters: objectOf(parameters ?? {}, '`parameters`') }, context };
};

/** The context that a case gives, with who asks. */
const readContext = ({ context = {}, identity }: JsonObject): JsonObject => ({
  ...objectOf(context, '`context`'),
  ...(identity === undefined ? {} : { identity: objectOf(identity, '`identity`') }),
});

const EXAMPLE = 'write `{"tool": "mail", "operation": "send", "parameters": {"to": "ann@corp.example"}}`';
const shown = (given: string): string => (given.length > 60 ? `${given.slice(0, 60)}…` : given);

const textOf = (given: string): string => {
  if (given === '-') return readFileSync(0, 'utf8');
  if (/^\s*[[{]/u.test(given)) return given;
  if (existsSync(given)) return readFileSync(given, 'utf8');
  throw new CliError(`\`${given}\` does not exist`, `name a file, or ${EXAMPLE}`);
};

const plain = (text: string, given: string): unknown => {
  try {
    return parse(text, { maxAliasCount: 100 });
  } catch (cause) {
    throw new CliError(`\`${shown(given)}\` is neither JSON nor YAML`, EXAMPLE, { cause });
  }
};

const caseIn = (cases: readonly unknown[], file: string, name: string | undefined): unknown => {
  const names = cases.map((one) => (typeof one === 'object' && one !== null && 'name' in one ? String(one.name) : ''));
  const at = name === undefined && cases.length === 1 ? 0 : names.findIndex((each) => each === name);
  if (cases[at] !== undefined) return cases[at];
  if (cases.length === 0) throw new CliError(`\`${shown(file)}\` holds no case`, EXAMPLE);
  const listed = names.slice(0, 5).join('`, `');
  throw new CliError(
    name === undefined ? `\`${file}\` holds ${String(cases.length)} cases` : `\`${file}\` has no case \`${name}\``,
    `choose one with \`--case\`: \`${listed}\`${names.length > 5 ? ', …' : ''}`,
  );
};

const objectOf = (value: unknown, what: string): JsonObject => {
  const parsed = JsonObjectSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw new CliError(`${what} is no object`, EXAMPLE);
};

/**
 * The context that the question is asked in: that of a golden case, with the destinations as the service reads them; or,
 * where a request or a session is named, what the service would gather. What is given by hand comes on top.
 */
export const contextFor = async (
  asked: Asked,
  terms: PolicyTerms,
  invocation: Invocation,
): Promise<Question & { readonly from: string }> => {
  const byHand = { ...asked.context, ...givenBy(invocation, 'context'), ...identityGivenBy(invocation) };
  const { action } = asked;
  const [session, request] = [invocation.text('session'), invocation.text('request')];
  if (session === undefined && request === undefined) {
    const { destinations, effect } = createSignals().gather({ action, state: opening(undefined), terms, now: Date.now() });
    const view = contextOfCase(action, terms, { destinations, effect, ...byHand });
    return { action, view, from: told('a session that has touched nothing, with an uncertain alignment of 0.5', byHand) };
  }
  const found = session === undefined ? null : await stateOf(session, invocation);
  const state = withRequest(found?.state ?? opening(undefined), request);
  const { view } = createSignals().gather({ action, state, terms, now: Date.now() });
  const from = found?.from ?? 'a session that has touched nothing, with this request';
  const { identity = {} } = contextOfCase(action, terms, byHand);
  return { action, view: overlay(view, { ...byHand, identity }), from: told(from, byHand) };
};

/** An object that an option gives, as a file or as JSON. */
const givenBy = ({ text }: Invocation, option: 'context' | 'identity'): JsonObject => {
  const given = text(option);
  return given === undefined ? {} : objectOf(plain(textOf(given), given), `\`--${option}\``);
};

const identityGivenBy = (invocation: Invocation): JsonObject => {
  const identity = givenBy(invocation, 'identity');
  const unknown = Object.keys(identity).find((name) => !Object.hasOwn(IDENTITY_FIELDS, name));
  if (unknown !== undefined)
    throw new CliError(`no identity has \`${unknown}\``, `name one of \`${Object.keys(IDENTITY_FIELDS).join('`, `')}\``);
  return Object.keys(identity).length === 0 ? {} : { identity };
};

/** Where the context is from, and what of it was given by hand. */
const told = (from: string, byHand: JsonObject): string => {
  const fields = Object.entries(byHand).map(([name, value]) => (value === null ? `no ${name}` : `${name} ${JSON.stringify(value)}`));
  return fields.length === 0 ? from : `${from}; but ${fields.join(', ')}`;
};

const overlay = (view: ContextView, byHand: JsonObject): ContextView =>
  Object.fromEntries(Object.entries<ContextView[string]>({ ...view, ...byHand }).filter(([, value]) => value !== null));

const opening = (request: string | undefined): ContextState =>
  withRequest(openingState({ session_id: 'ses_explain', started_at: new Date().toISOString() }), request);

const withRequest = (state: ContextState, text: string | undefined): ContextState =>
  text === undefined ? state : { ...state, request: { available: true, text, reason: null } };

/** The state that a decision of a running service was taken on; of a session the latest. */
const stateOf = async (id: string, invocation: Invocation): Promise<{ readonly state: ContextState; readonly from: string }> => {
  const service = await needService(invocation.dataDir);
  const auditor = await asPerson(invocation, service, 'carol');
  const decision = id.startsWith('dec_')
    ? id
    : lastDecision((await auditor.get(`/v1/sessions/${encodeURIComponent(id)}/receipts`)) as SessionExport);
  const { state } = (await auditor.get(`/v1/decisions/${encodeURIComponent(decision)}/context`)) as { readonly state: ContextState };
  return { state, from: `session \`${state.session_id}\` as it was when \`${decision}\` was decided` };
};

const lastDecision = ({ receipts, session_id }: SessionExport): string => {
  for (const { payload } of [...receipts].reverse()) {
    const { decision } = JSON.parse(payload) as Pick<ReceiptPayload, 'decision'>;
    if (decision !== null) return decision.decision_id;
  }
  throw new CliError(`\`${session_id}\` has no decision yet`, 'leave `--session` out, and name its request with `--request`');
};

import { FactSchema, JsonObjectSchema, TimestampSchema } from '@writ/aarm';
import type { Fact, JsonObject, ResolverSettings } from '@writ/aarm';
import type { Resolver, ResolverAnswer, ResolverQuestion } from '@writ/engine';
import { z } from 'zod';
import { send } from '@writ/server';
import type { Outgoing } from '@writ/server';

/** What a source answers: the facts it knows, and as of when. */
const AnswerSchema = z.strictObject({ facts: JsonObjectSchema, observed_at: TimestampSchema.optional() });
const OpaAnswerSchema = z.object({ result: JsonObjectSchema });

/** A source of facts behind HTTP. Whatever it does, it is no more than an attempt that failed. */
export function httpResolver(settings: ResolverSettings, outgoing: Outgoing): Resolver {
  return {
    name: settings.name,
    resolve: async (question): Promise<ResolverAnswer> => {
      try {
        const answer = await send(outgoing, messageOf(settings, question));
        if (answer.status !== 200) return failed(`it answered ${answer.status.toString()}`);
        return factsIn(answer.body, settings, Date.now());
      } catch (error) {
        return failed(error instanceof Error ? error.message : String(error));
      }
    },
  };
}

const failed = (why: string): ResolverAnswer => ({ kind: 'failed', why });

function messageOf(settings: ResolverSettings, question: ResolverQuestion): Parameters<typeof send>[1] {
  const { parameters, ...asked } = question;
  const told = settings.send_parameters ? { ...asked, parameters } : asked;
  const headers = {
    accept: 'application/json',
    ...(settings.token === undefined ? {} : { authorization: `Bearer ${settings.token}` }),
  };
  if (settings.kind === 'get') return { method: 'GET', url: withQuery(settings.url, told), headers, body: '' };
  const body = JSON.stringify(settings.kind === 'opa' ? { input: told } : told);
  return { method: 'POST', url: settings.url, headers: { ...headers, 'content-type': 'application/json' }, body };
}

function withQuery(url: string, told: object): string {
  const target = new URL(url);
  for (const [name, value] of Object.entries(told) as readonly (readonly [string, unknown])[])
    if (value !== null) target.searchParams.set(name, typeof value === 'string' ? value : JSON.stringify(value));
  return target.href;
}

/** Facts only of the names that it is registered for, and only while they are fresh. */
function factsIn(body: string, settings: ResolverSettings, now: number): ResolverAnswer {
  const said = settings.kind === 'opa' ? opaAnswer(body) : AnswerSchema.safeParse(json(body));
  if (!said.success) return failed('its answer is not `{"facts": {…}, "observed_at": …}`');
  const { facts, observed_at } = said.data;
  const foreign = Object.keys(facts).find((name) => !settings.provides.includes(name));
  if (foreign !== undefined) return failed(`it answered \`${foreign.slice(0, 64)}\`, which it is not registered for`);
  const age = observed_at === undefined ? 0 : Math.max(0, Math.ceil((now - Date.parse(observed_at)) / 1000));
  const max_age_s = settings.max_age_s - age;
  if (max_age_s < 1)
    return failed(`its answer is \`${age.toString()}\` s old, more than the \`${settings.max_age_s.toString()}\` that it may be`);
  const known = Object.entries(facts).map(([name, value]): Fact => ({ name, value, source: `resolver:${settings.name}`, max_age_s }));
  if (known.length === 0) return failed('it does not know');
  return z.array(FactSchema).safeParse(known).success ? { kind: 'facts', facts: known } : failed('its answer holds no facts');
}

/** OPA leaves `result` out where the rule is undefined: it does not know. */
function opaAnswer(body: string): z.ZodSafeParseResult<{ facts: JsonObject; observed_at?: string | undefined }> {
  const said = OpaAnswerSchema.safeParse(json(body));
  return AnswerSchema.safeParse({ facts: said.success ? said.data.result : {} });
}

function json(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

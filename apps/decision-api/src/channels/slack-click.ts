import { ProblemError } from '@writ/aarm';
import { choiceIn, log, post, causeOf, ForbiddenDestination } from '@writ/server';
import type { NotifySettings } from '@writ/server';
import { z } from 'zod';

/** What Slack sends of a press of a button; it sends much more, which says nothing here. */
const PressSchema = z.looseObject({
  type: z.literal('block_actions'),
  team: z.looseObject({ id: z.string() }).nullish(),
  user: z.looseObject({ id: z.string(), team_id: z.string().optional() }),
  actions: z.array(z.looseObject({ action_id: z.string(), value: z.string().optional() })).min(1),
  response_url: z.string().max(2048).optional(),
});

/** A press of a button in Slack. */
export interface Press {
  readonly team: string;
  readonly user: string;
  /** The team that the user is of, where Slack says so: in a shared channel it may be another one. */
  readonly userTeam: string;
  readonly choice: ReturnType<typeof choiceIn>;
  readonly responseUrl: string | null;
}

/** Reads the form that Slack posts; null for what is no press of an answer of ours, like a followed link. */
export function pressIn(body: Uint8Array): Press | null {
  const payload = new URLSearchParams(Buffer.from(body).toString('utf8')).get('payload');
  const parsed = PressSchema.safeParse(objectIn(payload));
  if (!parsed.success)
    throw new ProblemError('invalid_field', { detail: '`payload` is not a press of a button: send what slack sends', field: 'payload' });
  const { team, user, actions, response_url } = parsed.data;
  const [action] = actions;
  if (action?.action_id.startsWith('writ_') !== true) return null;
  const from = team?.id ?? '';
  return { team: from, user: user.id, userTeam: user.team_id ?? from, choice: choiceIn(action.value), responseUrl: response_url ?? null };
}

function objectIn(text: string | null): unknown {
  try {
    return JSON.parse(text ?? '') as unknown;
  } catch {
    return null;
  }
}

const HOOKS = 'https://hooks.slack.com';
const TRIES = 3;
/** Slack's own limit for the text of a section. */
const MOST_TEXT = 2_900;
const PAUSE_MS = 300;

/** Tells the one who clicked, and nobody else. What changed has changed whether or not this arrives. */
export async function whisper({ slack, allow }: Pick<NotifySettings, 'slack' | 'allow'>, url: string, text: string): Promise<void> {
  const origins = [HOOKS, ...(slack?.api_url === undefined ? [] : [new URL(slack.api_url).origin])];
  if (!URL.canParse(url) || !origins.includes(new URL(url).origin)) {
    log('warn', 'slack named another place for the answer to a click; it was not sent', {});
    return;
  }
  const fitting = text.length <= MOST_TEXT ? text : 'What came of it is too long for a message: look at the question.';
  const body = JSON.stringify({
    response_type: 'ephemeral',
    replace_original: false,
    text: fitting,
    // Plain text: what an agent wrote may be quoted in it.
    blocks: [{ type: 'section', text: { type: 'plain_text', text: fitting, emoji: false } }],
  });
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const said = await post({ allow }, { url, headers: { 'content-type': 'application/json' }, body }).catch(
      (error: unknown) => error as Error,
    );
    if (!(said instanceof Error) && said.status < 300) return;
    const cause = said instanceof Error ? causeOf(said) : said.status.toString();
    if (attempt === TRIES || said instanceof ForbiddenDestination)
      log('warn', 'who clicked in slack was not told what came of it', { cause });
    if (said instanceof ForbiddenDestination) return;
    await new Promise((resolve) => setTimeout(resolve, PAUSE_MS * attempt));
  }
}

import { ProblemError } from '@writ/aarm';
import { CLICK_WINDOW_S, choiceIn, parseStrictJson } from '@writ/server';
import type { Choice } from '@writ/server';
import { z } from 'zod';

const ActivitySchema = z.looseObject({
  type: z.string(),
  name: z.string().optional(),
  id: z.string().min(1).max(512).optional(),
  timestamp: z.string().max(64).optional(),
  channelId: z.string().max(64),
  serviceUrl: z.string().max(2048),
  from: z.looseObject({ aadObjectId: z.string().optional() }).optional(),
  conversation: z.looseObject({ tenantId: z.string().optional() }).optional(),
  channelData: z.looseObject({ tenant: z.looseObject({ id: z.string() }).optional() }).optional(),
  value: z.unknown(),
});
const ExecuteSchema = z.looseObject({
  action: z.looseObject({ type: z.literal('Action.Execute'), verb: z.literal('writ'), data: z.looseObject({ choice: z.string() }) }),
});

/** What the Bot Connector posts. */
export type Activity = z.infer<typeof ActivitySchema>;

/** A press of an answer on a card. */
export interface Execution {
  readonly id: string;
  readonly directory: string;
  readonly user: string;
  readonly choice: Choice | null;
}

/** Reads an activity; what it says is believed only once its token has been verified. */
export function activityIn(body: Uint8Array): Activity {
  const parsed = ActivitySchema.safeParse(parseStrictJson(body));
  if (parsed.success) return parsed.data;
  const field = parsed.error.issues[0]?.path.join('.') ?? 'body';
  throw new ProblemError('invalid_field', { detail: `\`${field}\` is not that of an activity: send what the bot connector sends`, field });
}

/** The press of an answer of ours; null for any other activity, like that the bot was installed. */
export function executionIn(activity: Activity, now: number): Execution | null {
  if (activity.type !== 'invoke' || activity.name !== 'adaptiveCard/action') return null;
  const { id, timestamp, from, conversation, channelData, value } = activity;
  const at = Date.parse(timestamp ?? '');
  if (id === undefined || Number.isNaN(at))
    throw new ProblemError('invalid_field', {
      detail: '`id` and `timestamp` are not both there: send what the bot connector sends',
      field: 'id',
    });
  if (Math.abs(now - at) > CLICK_WINDOW_S * 1000)
    throw new ProblemError('unauthenticated', {
      detail: `it was sent more than \`${CLICK_WINDOW_S.toString()}\` seconds from now: click again`,
    });
  const pressed = ExecuteSchema.safeParse(value);
  return {
    id,
    directory: conversation?.tenantId ?? channelData?.tenant?.id ?? '',
    user: from?.aadObjectId?.toLowerCase() ?? '',
    choice: pressed.success ? choiceIn(pressed.data.action.data.choice) : null,
  };
}

/** What the one who clicked is told, and nobody else. */
export const toldBack = (value: string): object => ({ statusCode: 200, type: 'application/vnd.microsoft.activity.message', value });

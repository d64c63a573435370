import { ForbiddenDestination, send } from '@writ/server';
import type { Answer, Message, Outgoing } from '@writ/server';
import type { Delivery } from './channel.js';

/** Sends, and tells what that says of the delivery; `accepted` looks into the body where a status is not enough. */
export async function deliver(
  outgoing: Outgoing,
  message: Omit<Message, 'method'> & { readonly method?: 'POST' | 'PUT' },
  accepted: (answer: Answer) => Delivery = () => ({ state: 'delivered' }),
): Promise<Delivery> {
  try {
    const answer = await send(outgoing, { method: 'POST', ...message });
    if (answer.status >= 200 && answer.status < 300) return accepted(answer);
    const error = `the other side answered ${answer.status.toString()}`;
    const passing = answer.status === 408 || answer.status === 425 || answer.status === 429 || answer.status >= 500;
    return passing ? { state: 'failed', error } : { state: 'rejected', error };
  } catch (error) {
    const message_ = error instanceof Error ? error.message : String(error);
    return error instanceof ForbiddenDestination ? { state: 'rejected', error: message_ } : { state: 'failed', error: message_ };
  }
}

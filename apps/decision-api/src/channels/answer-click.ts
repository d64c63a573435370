import { PROBLEMS, ProblemError, assertNever, visible } from '@writ/aarm';
import type { Decision, PersonCaller } from '@writ/aarm';
import type { Deliveries, Engine } from '@writ/engine';
import { CALLS } from '@writ/contract';
import { admit, causeOf, log } from '@writ/server';
import type { ChannelPeople, Choice } from '@writ/server';

/** What settles a click. */
export interface ClickParts {
  readonly engine: Pick<Engine, 'settleApproval' | 'answerQuestion' | 'decision'>;
  readonly clicks: Pick<Deliveries, 'firstClick'>;
}

/** Somebody pressed a button; that the provider says so was verified before. */
export interface Click {
  /** `slack`, `teams`: what receipts say of how the person was known. */
  readonly channel: string;
  /** Names this very click: it is taken once, by all processes together. */
  readonly clickId: string;
  /** The channel's own id of who clicked. */
  readonly user: string;
  readonly choice: Choice | null;
  /** Who is known there, and whose questions they answer. */
  readonly people: ChannelPeople;
  readonly tenantId: string;
  /** Whether a click is proof enough to approve. */
  readonly approve: boolean;
}

const NOTHING = 'Nothing changes.';

/**
 * Answers the question of a button in the name of the person whom the configuration knows behind the user, and returns what
 * that person alone is told. It decides nothing itself: what every other answer goes through, this one does.
 */
export async function answerClick(parts: ClickParts, click: Click): Promise<string> {
  const { channel, choice, people, user, tenantId } = click;
  const person = Object.hasOwn(people, user) ? people[user] : undefined;
  if (person === undefined)
    return `Writ does not know who you are: \`${visible(user)}\` is nobody in its settings of ${channel}. ${NOTHING}`;
  if (choice?.tenant_id !== tenantId) return `There is no such question. ${NOTHING}`;
  const caller: PersonCaller = { kind: 'person', tenant_id: tenantId, id: person.id, roles: person.roles, via: channel };
  try {
    if (!(await parts.clicks.firstClick(channel, click.clickId))) return `This click was taken already. ${NOTHING}`;
    return await answered(parts, caller, { choice, click });
  } catch (error) {
    return refusal(parts, caller, { choice, error });
  }
}

async function answered(
  { engine }: ClickParts,
  caller: PersonCaller,
  { choice, click }: { readonly choice: Choice; readonly click: Click },
): Promise<string> {
  switch (choice.kind) {
    case 'approval': {
      admit(CALLS.answerApproval, caller);
      const { answer, action_digest, decision_id } = choice;
      if (answer === 'approve' && !click.approve)
        return `Approving takes more than a click in ${click.channel}: follow the link of the question. ${NOTHING}`;
      const decision = await engine.settleApproval(caller, decision_id, { answer, action_digest });
      return `You ${answer === 'approve' ? 'approved' : 'denied'} it. ${standingOf(decision)}`;
    }
    case 'question': {
      admit(CALLS.answerQuestion, caller);
      const { fact, value, decision_id } = choice;
      const decision = await engine.answerQuestion(caller, decision_id, { fact, value });
      return `You said \`${visible(String(value))}\`. ${standingOf(decision)}`;
    }
    default:
      return assertNever(choice);
  }
}

function standingOf({ result, reason, pending }: Decision): string {
  if (pending?.kind === 'STEP_UP') return `It still waits for others, until ${pending.deadline}.`;
  if (pending?.kind === 'DEFER') return `It still waits for more, until ${pending.deadline}.`;
  return `It is now ${result}: ${visible(reason.message)}.`;
}

/** Why nothing changed, in words for the person who clicked; who comes late is told how it ended. */
async function refusal(
  { engine }: ClickParts,
  caller: PersonCaller,
  { choice, error }: { readonly choice: Choice; readonly error: unknown },
): Promise<string> {
  if (!(error instanceof ProblemError) || PROBLEMS[error.code].retry) {
    log('error', 'a click could not be answered', { channel: caller.via ?? '', decision_id: choice.decision_id, cause: causeOf(error) });
    // A commit may have happened whose answer was lost: nobody is told that nothing changed.
    return 'Writ cannot say whether your answer was taken. Look at the question, or click again: it counts once.';
  }
  switch (error.code) {
    case 'not_pending': {
      const decision = await engine.decision(caller, choice.decision_id).catch(() => null);
      return decision === null ? `It has ended. ${NOTHING}` : `You are too late. ${standingOf(decision)} ${NOTHING}`;
    }
    case 'approval_expired':
      return `You are too late: ${visible(error.detail)}.`;
    case 'approval_digest_mismatch':
      return `It is about something else by now: read the question again. ${NOTHING}`;
    case 'decision_not_found':
      return `There is no such question for you. ${NOTHING}`;
    default:
      return `${visible(error.detail)}. ${NOTHING}`;
  }
}

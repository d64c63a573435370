import { choiceText } from '@writ/server';
import type { Choice } from '@writ/server';
import type { Closing, Inquiry, Notice } from './notice.js';
import type { OnTheSpot } from './slack-blocks.js';

/** Teams refuses larger messages. */
const MOST_BYTES = 27_000;
const MOST_FACT = 500;
const MOST_FACTS = 40;

/** A message that carries a card. */
export const cardMessage = (card: object): object => ({
  type: 'message',
  attachments: [{ contentType: 'application/vnd.microsoft.card.adaptive', content: card }],
});

/** The question as a card. Nothing is cut silently: what does not fit is named and left to the question itself. */
export function cardOf(notice: Notice, answering: OnTheSpot | null): object {
  const whole = shownAs(notice, { facts: notice.facts, answering, whole: true });
  if (Buffer.byteLength(JSON.stringify(cardMessage(whole))) <= MOST_BYTES) return whole;
  const named = notice.facts.map((fact) =>
    fact.text.length <= MOST_FACT
      ? fact
      : { ...fact, text: `too long for this message (${fact.text.length.toString()} characters)`, untrusted: false },
  );
  return shownAs(notice, { facts: named.slice(0, MOST_FACTS), answering, whole: false });
}

interface Shown {
  readonly facts: Notice['facts'];
  readonly answering: OnTheSpot | null;
  readonly whole: boolean;
}

function shownAs(notice: Notice, { facts, answering, whole }: Shown): object {
  const { title, sentence, deadline, link } = notice;
  const left = notice.facts.length - facts.length;
  return card(
    [
      { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: title, weight: 'Bolder', size: 'Medium' }] },
      { type: 'RichTextBlock', inlines: [{ type: 'TextRun', text: sentence }] },
      ...facts.map(({ name, text, untrusted }) => ({
        // Rich text is shown as it is; a TextBlock would render markdown of a parameter, or of a tool's name.
        type: 'RichTextBlock',
        inlines: [
          { type: 'TextRun', text: `${name}: `, weight: 'Bolder' },
          { type: 'TextRun', text, fontType: 'Monospace' },
          ...(untrusted ? [{ type: 'TextRun', text: '  from the agent, not verified', isSubtle: true }] : []),
        ],
      })),
      ...(left > 0 ? [quiet(`${left.toString()} more lines are only in the question itself.`)] : []),
      quiet(`Without an answer it is denied at ${deadline}.`),
    ],
    [...(answering === null ? [] : answerActions(notice, answering, whole)), opening('Look at it and answer', link)],
  );
}

/** Nobody approves what the card does not show whole, or what takes a passkey: then it can only be denied here. */
function answerActions(
  { decision_id, action_digest, presence_required: elsewhere }: Notice,
  { tenantId, approve }: OnTheSpot,
  whole: boolean,
): readonly object[] {
  const action = (answer: 'approve' | 'deny', title: string, style: string): object =>
    execute(title, { kind: 'approval', tenant_id: tenantId, decision_id, action_digest, answer }, { style });
  return [...(approve && whole && !elsewhere ? [action('approve', 'Approve', 'positive')] : []), action('deny', 'Deny', 'destructive')];
}

/** The questions to one person, each answer a button. */
export const inquiryCard = ({ title, questions, deadline, tenant_id, decision_id }: Inquiry): object =>
  card(
    [
      text(title, { weight: 'Bolder' }),
      ...questions.flatMap(({ fact, ask, answers }) => [
        text(ask),
        {
          type: 'ActionSet',
          actions: answers.map((value) => execute(String(value), { kind: 'question', tenant_id, decision_id, fact, value })),
        },
      ]),
      quiet(`What you say is a fact on record, not an approval. Without an answer it is denied at ${deadline}.`),
    ],
    [],
  );

/** How it ended, without anything left to press but the link. */
export const closedCard = ({ text: said, link }: Closing): object => card([text(said)], [opening('Look at it', link)]);

const card = (body: readonly object[], actions: readonly object[]): object => ({
  $schema: 'http://adaptivecards.io/schemas/adaptive-card.json',
  type: 'AdaptiveCard',
  version: '1.4',
  body,
  actions,
});
const execute = (title: string, choice: Choice, more: object = {}): object => ({
  type: 'Action.Execute',
  title,
  verb: 'writ',
  data: { choice: choiceText(choice) },
  ...more,
});
const opening = (title: string, url: string): object => ({ type: 'Action.OpenUrl', title, url });
const quiet = (words: string): object => ({ type: 'TextBlock', text: words, isSubtle: true, wrap: true });
/** Rich text is shown as it is: reasons may quote what an agent wrote. */
const text = (words: string, more: object = {}): object => ({
  type: 'RichTextBlock',
  inlines: [{ type: 'TextRun', text: words, ...more }],
});

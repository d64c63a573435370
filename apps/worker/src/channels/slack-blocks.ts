import type { Fact } from '@writ/engine';
import { choiceText } from '@writ/server';
import type { Closing, Inquiry, Notice } from './notice.js';

/** Slack's own limits for the text of a section, for a button and for the blocks of a message. */
const MOST_TEXT = 2_900;
const MOST_LABEL = 75;
const MOST_BLOCKS = 50;

/** For whom a message can be answered on the spot, and whether approving is part of it. */
export interface OnTheSpot {
  readonly tenantId: string;
  readonly approve: boolean;
}

const plain = (text: string): object => ({ type: 'plain_text', text, emoji: false });
const section = (text: string): object => ({ type: 'section', text: plain(text) });
const fits = (text: string, most: number): string | null => (text.length <= most ? text : null);

/** Plain text throughout: markup in a parameter is shown, not rendered. A value too long for a message is named as such. */
export function blocksOf(notice: Notice, answering: OnTheSpot | null): readonly object[] {
  const { title, sentence, facts, deadline, link } = notice;
  const head = [
    { type: 'header', text: plain(fits(title, 150) ?? 'An agent asks to run an action') },
    section(fits(sentence, MOST_TEXT) ?? 'Open the question to read it.'),
  ];
  const room = MOST_BLOCKS - head.length - 3;
  const shown = facts.slice(0, room);
  const left = facts.length - shown.length;
  const rest = left > 0 ? [section(`${left.toString()} more lines are only in the question itself.`)] : [];
  const whole = left <= 0 && shown.every((fact) => lineOf(fact) !== null) && fits(sentence, MOST_TEXT) !== null;
  const foot = [
    { type: 'context', elements: [plain(`Without an answer it is denied at ${deadline}.`)] },
    { type: 'actions', elements: [...(answering === null ? [] : answerButtons(notice, answering, whole)), opening(link)] },
  ];
  return [...head, ...shown.map(sectionOf), ...rest, ...foot];
}

const opening = (link: string): object => ({ type: 'button', text: plain('Look at it and answer'), url: link, action_id: 'open' });

/** Nobody approves what the message does not show whole, or what takes a passkey: then it can only be denied here. */
function answerButtons(
  { decision_id, action_digest, presence_required: elsewhere }: Notice,
  { tenantId, approve }: OnTheSpot,
  whole: boolean,
): readonly object[] {
  const button = (answer: 'approve' | 'deny', text: string, style: string): object => ({
    type: 'button',
    text: plain(text),
    style,
    action_id: `writ_${answer}`,
    value: choiceText({ kind: 'approval', tenant_id: tenantId, decision_id, action_digest, answer }),
  });
  return [...(approve && whole && !elsewhere ? [button('approve', 'Approve', 'primary')] : []), button('deny', 'Deny', 'danger')];
}

const lineOf = ({ name, text, untrusted }: Fact): string | null =>
  fits(`${name}: ${text}${untrusted ? '\n(from the agent, not verified)' : ''}`, MOST_TEXT);

const sectionOf = (fact: Fact): object =>
  section(
    lineOf(fact) ??
      `${fits(fact.name, MOST_TEXT / 2) ?? 'a value'}: too long for this message (${fact.text.length.toString()} characters); it is whole in the question itself`,
  );

/** An answer that is no label of a button is spelled out beside the question. */
const label = (value: string | number | boolean, at: number): string => {
  const text = String(value);
  return text.trim() === '' || text.length > MOST_LABEL ? `answer ${(at + 1).toString()}` : text;
};

/** One row of buttons for each question. */
export const inquiryBlocks = ({ title, questions, deadline, tenant_id, decision_id }: Inquiry): readonly object[] => [
  { type: 'header', text: plain(fits(title, 150) ?? 'An agent waits for something that you know') },
  ...questions.slice(0, 20).flatMap(({ fact, ask, answers }, row) => [
    section(
      [ask, ...answers.flatMap((value, at) => (label(value, at) === String(value) ? [] : [`${label(value, at)}: ${String(value)}`]))].join(
        '\n',
      ),
    ),
    {
      type: 'actions',
      elements: answers.slice(0, 25).map((value, at) => ({
        type: 'button',
        text: plain(label(value, at)),
        action_id: `writ_answer_${row.toString()}_${at.toString()}`,
        value: choiceText({ kind: 'question', tenant_id, decision_id, fact, value }),
      })),
    },
  ]),
  {
    type: 'context',
    elements: [plain(`What you say is a fact on record, not an approval. Without an answer it is denied at ${deadline}.`)],
  },
];

/** How it ended, without anything left to press but the link. */
export const closedBlocks = ({ text, link }: Closing): readonly object[] => [
  section(fits(text, MOST_TEXT) ?? 'It has ended; the reason is in the question itself.'),
  { type: 'actions', elements: [{ type: 'button', text: plain('Look at it'), url: link, action_id: 'open' }] },
];

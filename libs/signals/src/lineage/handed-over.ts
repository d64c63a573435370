/** Acts that a request hands over to what a source says: do the tasks in that list, pay the bill in that file. */
export interface HandedOver {
  /** Whether only payments are handed over, or whatever the source asks for. */
  readonly only: 'pay' | 'any';
  readonly times: 'once' | 'often';
  /** Words of which the source must have one, or it is something else than what the request speaks of; none for tasks. */
  readonly about: readonly string[];
}

const OBEY =
  /\b(?:do(?!\s+not\b)|doing|complete|finish|follow|perform|execute|carry out|handle|process|work through|act on|pay|settle|take care of|go through|fulfil+)\b/u;
const BILLS = /\b(?:bills?|invoices?|receipts?|rent|fees?|notices?)\b/u;
const ORDERS =
  /\b(?:tasks?|instructions?|steps?|to-?dos?|todo list|action items?|checklist|requests?|orders?|what (?:it|he|she|they) (?:says?|asks?|wants?)|errands?|actions?)\b/u;
const OFTEN =
  /\b(?:tasks|instructions|steps|to-?dos|todo list|action items|checklist|bills|invoices|notices|requests|orders|errands|actions|all|every|each)\b/u;
/** Who says not to, or asks whether to, hands nothing over. */
const FORBIDS = /\b(?:do\s*n['’]?o?t|don['’]?t|never|not|without|avoid|refrain|instead of)\b/u;
const WONDERS = /^\s*(?:is|are|was|were|should|what|how|why|when|where|which|who|does|did)\b.*\?\s*$/u;
/** Orders that the request itself spells out. */
const HERE = /\b(?:following|these|below)\b/u;
/** Characters between the verb and its object. */
const NEAR = 80;
const OF_BILLS = ['bill', 'invoice', 'total', 'due', 'amount', 'payable', 'rent', 'fee', 'balance', 'price'];

/** A verb of obeying, and soon after it something that gives orders. */
export function handedOver(text: string): HandedOver | null {
  for (const sentence of text.toLowerCase().split(/(?<=[.!?])\s|\n/u)) {
    const verb = OBEY.exec(sentence);
    if (verb === null || FORBIDS.test(sentence.slice(0, verb.index)) || WONDERS.test(sentence)) continue;
    const after = sentence.slice(verb.index, verb.index + NEAR);
    if (HERE.test(after)) continue;
    const times = OFTEN.test(after) ? 'often' : 'once';
    if (BILLS.test(after)) return { only: 'pay', times, about: OF_BILLS };
    if (ORDERS.test(after) && !/^(?:pay|settle)/u.test(verb[0])) return { only: 'any', times, about: [] };
  }
  return null;
}

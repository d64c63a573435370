import { visible } from '@writ/aarm';
import type { Effect, Json } from '@writ/aarm';
import type { ApprovalRequest } from './approvals.js';

/** What happens, as somebody would say it; what nobody knows is said to be unknown. */
const DOES: Readonly<Record<Effect, string>> = {
  read: 'reads something',
  search: 'looks for something',
  create: 'makes something new',
  update: 'changes something',
  delete: 'deletes something',
  send: 'sends something',
  pay: 'moves money',
  grant: 'gives somebody access',
  credential: 'uses or changes a credential',
  execute: 'runs code',
  configure: 'changes how something works',
  unknown: 'does something whose effect is not known',
};

/** The one sentence about what a yes would let happen (AARM R4): who, what, where to, with what, for whom. */
export function sentenceOf(request: ApprovalRequest, { agent, call }: { readonly agent: string; readonly call: string }): string {
  const { requester, parameters, decision, signals } = request;
  const { effect } = signals;
  const does = DOES[isEffect(effect) ? effect : 'unknown'];
  const person = requester.human === null ? 'nobody known' : visible(requester.human.id);
  const narrowed = decision.effective_parameters === null ? '' : ' They were narrowed by policy.';
  return `If approved, ${agent} ${does}${towards(request)}: it runs ${call} ${given(parameters)}, for ${person}.${narrowed}`;
}

const isEffect = (value: Json | undefined): value is Effect => typeof value === 'string' && Object.hasOwn(DOES, value);

function given(parameters: ApprovalRequest['parameters']): string {
  const count = Object.keys(parameters).length;
  if (count === 0) return 'without parameters';
  return `with the ${count === 1 ? 'parameter' : `${count.toString()} parameters`} below`;
}

/** One plain address or name, of no more than a glance takes in; nothing that could go on the sentence. */
const PLAIN = /^[\p{L}\p{N}][\p{L}\p{N}@._:/+#-]{0,63}$/u;

/**
 * Where it goes. INVARIANT: what is named is a whole value among the parameters that would run, so that no narrowing and no
 * agent makes the sentence say what does not happen.
 */
function towards({ parameters, signals: { destinations = [] } }: ApprovalRequest): string {
  const values = textsIn(Object.values(parameters));
  const [first, ...more] = (destinations as readonly string[]).filter((each) => values.has(each));
  if (first === undefined) return '';
  if (more.length > 0) return ` to ${(more.length + 1).toString()} places named below`;
  return PLAIN.test(first) ? ` to \`${visible(first)}\`` : ' to the place named below';
}

function textsIn(values: readonly Json[], found = new Set<string>()): ReadonlySet<string> {
  for (const value of values) {
    if (typeof value === 'string') found.add(value);
    else if (typeof value === 'object' && value !== null) textsIn(Object.values(value), found);
  }
  return found;
}

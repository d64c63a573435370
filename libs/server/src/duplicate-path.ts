import { closingQuote } from '@writ/receipt';

interface Frame {
  readonly keys: Set<string> | null;
  /** The member or index that is open in this frame. */
  label: string;
  index: number;
}

/**
 * The path of the first repeated member in JSON text that is known to be valid and no deeper than the limit. Only run
 * once a repetition is certain, so it may be slow.
 */
export function duplicatePath(text: string): string {
  const stack: Frame[] = [];
  for (let at = 0; at < text.length; at++) {
    const char = text.charAt(at);
    if (char === '{' || char === '[') stack.push({ keys: char === '{' ? new Set() : null, label: '0', index: 0 });
    else if (char === '}' || char === ']') stack.pop();
    else if (char === ',') nextItem(stack);
    else if (char === '"') {
      const end = closingQuote(text, at);
      if (isKey(text, end) && repeats(stack, JSON.parse(text.slice(at, end + 1)) as string)) break;
      at = end;
    }
  }
  return stack
    .map((frame) => frame.label.slice(0, 64))
    .join('.')
    .slice(0, 256);
}

function nextItem(stack: readonly Frame[]): void {
  const frame = stack.at(-1);
  if (frame?.keys === null) frame.label = (++frame.index).toString();
}

/** Whether the string that ends here is a member's name: the next thing is its colon. */
function isKey(text: string, end: number): boolean {
  let at = end + 1;
  while (' \t\n\r'.includes(text.charAt(at))) at++;
  return text.charAt(at) === ':';
}

function repeats(stack: readonly Frame[], key: string): boolean {
  const frame = stack.at(-1);
  if (!frame?.keys) return false;
  frame.label = key;
  if (frame.keys.has(key)) return true;
  frame.keys.add(key);
  return false;
}

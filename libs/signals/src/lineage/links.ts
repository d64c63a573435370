const URL = /(?:[a-z][a-z0-9+.-]{1,15}:\/\/|www\.)[^\s"'<>)\]]{3,256}/giu;
const LOCAL_HERE = /(?<=([^\s@"'<>]{1,64}))@/iuy;
const DOMAIN_HERE = /[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){1,5}/iuy;

interface Span {
  readonly start: number;
  readonly end: number;
}

/** The first links and addresses of a text, in order. Each is looked for from where it can begin, and no sign is gone through twice. */
export function linksOf(text: string, most: number): readonly string[] {
  const found: string[] = [];
  let url = urlFrom(text, 0);
  let address = addressFrom(text, 0);
  while (found.length < most) {
    const next = firstOf(url, address);
    if (next === null) break;
    found.push(text.slice(next.start, next.end));
    if (url !== null && url.start < next.end) url = urlFrom(text, next.end);
    if (address !== null && address.start < next.end) address = addressFrom(text, next.end);
  }
  return found;
}

const firstOf = (one: Span | null, other: Span | null): Span | null =>
  one === null || (other !== null && other.start < one.start) ? other : one;

function urlFrom(text: string, from: number): Span | null {
  URL.lastIndex = from;
  const match = URL.exec(text);
  return match === null ? null : { start: match.index, end: URL.lastIndex };
}

/** What is before an `@` belongs to it as far as an address may be long, and nothing before that was taken. */
function addressFrom(text: string, from: number): Span | null {
  for (let at = text.indexOf('@', from); at >= 0; at = text.indexOf('@', at + 1)) {
    LOCAL_HERE.lastIndex = at;
    const local = LOCAL_HERE.exec(text)?.[1]?.length ?? 0;
    const start = Math.max(from, at - local);
    DOMAIN_HERE.lastIndex = at + 1;
    if (start < at && DOMAIN_HERE.test(text)) return { start, end: DOMAIN_HERE.lastIndex };
  }
  return null;
}

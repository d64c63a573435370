interface Gap {
  /** So many characters stand between the two at most. */
  readonly most: number;
  /** What must not stand between them. */
  readonly without: RegExp;
}

/**
 * Whether something of `second` stands soon after something of `first`. Both find whole words: then the nearest one before tells,
 * and each text is gone through once, however many there are.
 */
export function isFollowed(text: string, [first, second]: readonly [RegExp, RegExp], { most, without }: Gap): boolean {
  const ends = Array.from(text.matchAll(first), ({ 0: found, index }) => index + found.length);
  if (ends.length === 0) return false;
  let at = -1;
  for (const { index } of text.matchAll(second)) {
    while ((ends[at + 1] ?? Infinity) <= index) at += 1;
    const end = ends[at];
    if (end !== undefined && index - end <= most && !without.test(text.slice(end, index))) return true;
  }
  return false;
}

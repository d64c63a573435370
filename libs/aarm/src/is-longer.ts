/** Whether a value has more characters in it than that, names and numbers included; looks at no more of it than it takes to tell. */
export function isLonger(value: unknown, characters: number): boolean {
  let left = characters;
  const take = (part: unknown): void => {
    if (left < 0) return;
    if (typeof part === 'string') left -= part.length;
    else if (typeof part !== 'object' || part === null) left -= 1;
    else
      for (const name in part) {
        left -= name.length;
        take((part as { readonly [name: string]: unknown })[name]);
        if (left < 0) return;
      }
  };
  take(value);
  return left < 0;
}

/**
 * A column of JSON text as `jsonb`, which holds neither U+0000 nor half a surrogate pair: both may be in what an agent submits, and
 * become U+FFFD where only our own members are read. INVARIANT: one row that cannot be cast must not hide the others.
 */
export const jsonOf = (column: string): string =>
  `regexp_replace(${column}, '\\\\u(?:0000|[dD][89a-fA-F][0-9a-fA-F]{2})', '\\\\ufffd', 'g')::jsonb`;

/** A piece of SQL in any dialect. */
export interface SqlToken {
  readonly type: 'word' | 'string' | 'name' | 'number' | 'sign';
  /** Lower case; of strings and quoted names the text inside. */
  readonly text: string;
}

const TOKEN = new RegExp(
  [
    String.raw`(?<space>\s+|--(?=\s|$)[^\n]*|#[^\n]*|/\*(?!M?!)(?:[^*]|\*(?!/))*(?:\*/|$))`,
    String.raw`(?<open>/\*M?!\d*)`,
    String.raw`(?<close>\*/)`,
    String.raw`(?<string>[neb]?'(?:[^'\\]|''|\\(?:[\s\S]|$))*(?:'|$))`,
    String.raw`(?<dollar>\$(?<tag>[a-z_]*)\$[\s\S]*?(?:\$\k<tag>\$|$))`,
    String.raw`(?<name>"(?:[^"\\]|""|\\(?:[\s\S]|$))*(?:"|$)|${'`'}[^${'`'}]*(?:${'`'}|$)|\[[a-z_][^\]\n]*\])`,
    String.raw`(?<number>\d+(?:\.\d+)?)`,
    String.raw`(?<word>[\p{L}_@$][\p{L}\p{N}_$@]*)`,
    String.raw`(?<sign>[<>!=|]{1,2}|[\s\S])`,
  ].join('|'),
  'giuy',
);

/**
 * The tokens of a text as MySQL, SQLite or T-SQL would see them: a backslash escapes, comments do not nest, `--` needs a
 * space behind it, and what stands in an executable comment (opened by `/*!`) is code.
 */
export function sqlTokens(text: string): readonly SqlToken[] {
  const tokens: SqlToken[] = [];
  for (const { groups } of text.matchAll(TOKEN)) {
    const { string, dollar, tag = '', name, number, word, sign } = groups ?? {};
    if (string !== undefined)
      tokens.push({
        type: 'string',
        text: string
          .replace(/^[neb]?'/iu, '')
          .replace(/'$/u, '')
          .replaceAll("''", "'"),
      });
    else if (dollar !== undefined) tokens.push({ type: 'string', text: dollar.slice(tag.length + 2).replace(`$${tag}$`, '') });
    else if (name !== undefined)
      tokens.push({
        type: 'name',
        text: name
          .slice(1)
          .replace(/["`\]]$/u, '')
          .toLowerCase(),
      });
    else if (number !== undefined) tokens.push({ type: 'number', text: number });
    else if (word !== undefined) tokens.push({ type: 'word', text: word.toLowerCase() });
    else if (sign !== undefined) tokens.push({ type: 'sign', text: sign });
  }
  return tokens;
}

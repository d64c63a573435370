/** What a notebook hands to a shell, and the program without it. */
export interface NotebookCell {
  readonly commands: readonly string[];
  readonly program: string;
}

/** Takes `!command`, `%%bash` and other magic of IPython out of a cell. Lines keep their places. */
export function notebookCommands(cell: string): NotebookCell {
  const script = /^\s*%%(?:bash|sh|script|system)[^\n]*\n/u.exec(cell);
  if (script !== null) return { commands: [cell.slice(script[0].length)], program: '' };
  const commands: string[] = [];
  const lines = cell.split('\n').map((line) => {
    const magic = magicIn(line);
    if (magic === null) return line;
    if (magic.sign !== '%') commands.push(magic.command);
    else if (/^(pip|conda|mamba)\b/u.test(magic.command)) commands.push(magic.command);
    return '';
  });
  return { commands, program: lines.join('\n') };
}

const SIGN_HERE = /(?:!!?|%(?:sx|system) |%)(?!=)/uy;
const LINE_END = /[\r\u2028\u2029]/u;

/** `!command`, `names = !command`, `%magic`. */
function magicIn(line: string): { readonly sign: string; readonly command: string } | null {
  if (!line.includes('!') && !line.includes('%')) return null;
  const assigned = line.indexOf('=') + 1;
  const from = assigned > 0 && areNames(line.slice(0, assigned - 1)) ? assigned : 0;
  SIGN_HERE.lastIndex = line.length - line.slice(from).trimStart().length;
  const sign = SIGN_HERE.exec(line)?.[0];
  if (sign === undefined) return null;
  const command = line.slice(SIGN_HERE.lastIndex).trimStart();
  return LINE_END.test(command) ? null : { sign, command };
}

/** Names with commas and blanks between them; a blank alone will do. */
function areNames(text: string): boolean {
  const names = text.trimStart();
  return names === '' ? text.endsWith(' ') : /^[\w, ]+$/u.test(names);
}

/** What a notebook hands to a shell, and the program without it. */
export interface NotebookCell {
  readonly commands: readonly string[];
  readonly program: string;
}

/** Takes `!command`, `%%bash` and other magic of IPython out of a cell. Lines keep their places. */
export function notebookCommands(cell: string): NotebookCell {
  const script = /^\s*%%(?:bash|sh|script[^\n]*|system)[^\n]*\n/u.exec(cell);
  if (script !== null) return { commands: [cell.slice(script[0].length)], program: '' };
  const commands: string[] = [];
  const lines = cell.split('\n').map((line) => {
    const [, sign, command = ''] = /^\s*(?:[\w, ]+=\s*)?(!!?|%(?:sx|system) |%)(?!=)\s*(.*)$/u.exec(line) ?? [];
    if (sign === undefined) return line;
    if (sign !== '%') commands.push(command);
    else if (/^(pip|conda|mamba)\b/u.test(command)) commands.push(command);
    return '';
  });
  return { commands, program: lines.join('\n') };
}

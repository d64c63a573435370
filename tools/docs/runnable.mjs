/**
 * Finds the shell blocks of a Markdown file. A block opened by ```sh runs in CI; one opened by ```sh no-run is only shown.
 *
 * @typedef {{ readonly line: number, readonly info: string, readonly text: string, readonly runs: boolean }} Block
 * @param {string} markdown
 * @returns {readonly Block[]}
 */
export function shellBlocks(markdown) {
  const blocks = [];
  let open = null;
  for (const [index, text] of markdown.split('\n').entries()) {
    const fence = /^(\s*)(`{3,}|~{3,})\s*(.*)$/.exec(text);
    if (open === null) {
      if (fence !== null)
        open = { line: index + 1, mark: fence[2] ?? '', indent: fence[1] ?? '', info: (fence[3] ?? '').trim(), lines: [] };
    } else if (fence !== null && fence[3] === '' && (fence[2] ?? '').startsWith(open.mark)) {
      blocks.push(open);
      open = null;
    } else {
      open.lines.push(text.startsWith(open.indent) ? text.slice(open.indent.length) : text);
    }
  }
  if (open !== null) throw new Error(`the code block that opens in line ${open.line} is never closed`);
  return blocks.filter(({ info }) => /^(sh|bash|shell)\b/.test(info)).map(toBlock);
}

function toBlock({ line, info, lines }) {
  const [language = '', ...words] = info.split(/\s+/);
  const unknown = words.filter((word) => word !== 'no-run');
  if (language !== 'sh') throw new Error(`line ${line}: write \`sh\`, not \`${language}\``);
  if (unknown.length > 0) throw new Error(`line ${line}: \`${unknown.join(' ')}\` is not known, only \`no-run\` is`);
  return { line, info, text: lines.join('\n'), runs: words.length === 0 };
}

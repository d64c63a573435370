/** Fewer lines are a snippet in a text. */
const LEAST_LINES = 6;
const MOST_LINES = 400;
const MOSTLY = 0.5;
/** Lines as programs have them: declarations, calls, assignments, ends of statements and blocks. */
const CODE =
  /^\s?(?:(?:import|from|export|package|using|namespace|#include|require)\b.{0,200}|(?:public|private|protected|static|final|async|export|default|abstract|pub|const|let|var|fn|func|function|def|class|interface|type|enum|struct|impl|trait)\b.{1,200}|(?:if|else|for|while|switch|case|try|catch|except|finally|return|throw|raise|with|elif|match|yield|await|break|continue|pass)\b.{0,200}[;:{)(\]]?|[\w.$[\]'"]{1,80}\s?(?:[-+*/|&:]?=|=>|\+\+|--)\s?.{1,200}|[\w.$]{1,80}\(.{0,200}\)?[;,{]?|@\w{1,40}.{0,80}|[{}()[\]]{1,6}[;,)]{0,3}|(?:\/\/|\/\*|\*|#(?!#)|--).{0,200}|<\/?[A-Za-z][\w.-]{0,40}.{0,160}>|.{1,200}[;{]$)\s?$/u;
/** Punctuation of programs that running text and records do not have. */
const SIGNS = /[(){};=]/u;

/** Whether a text is a program: most of its lines are such as programs have. Told by shape, in no particular language. */
export function isSourceCode(text: string): boolean {
  const lines = text.split('\n', MOST_LINES).filter((line) => line.trim() !== '' && line.length < 400);
  if (lines.length < LEAST_LINES || !SIGNS.test(text)) return false;
  return (
    isMostlyCode(lines) &&
    /\b(?:import|require|include|function|def|class|const|let|var|return|func|fn|public|struct|package|using)\b/u.test(text)
  );
}

function isMostlyCode(lines: readonly string[]): boolean {
  let other = 0;
  let signs = false;
  for (const line of lines) {
    if (CODE.test(withoutIndent(line))) signs ||= SIGNS.test(line);
    // Once half of all lines are something else, the rest changes nothing.
    else if ((other += 1) >= lines.length * (1 - MOSTLY)) return false;
  }
  return signs;
}

/** A line with one blank where it had any, so that blanks at its ends are not tried one by one. */
function withoutIndent(line: string): string {
  const inner = line.trim();
  const from = line.indexOf(inner);
  return `${from > 0 ? ' ' : ''}${inner}${from + inner.length < line.length ? ' ' : ''}`;
}

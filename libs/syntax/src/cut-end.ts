/** A text without these signs at its end. By a loop: an expression would begin anew at each of them. */
export function cutEnd(text: string, signs: string): string {
  let end = text.length;
  while (end > 0 && signs.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

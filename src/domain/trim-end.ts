/**
 * Removes these characters from the end. A loop, because a regular expression with `+$` takes quadratic time over a
 * long run that does not stand at the end.
 */
export function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

/** Without these characters at its end. By hand: an expression with `+$` takes quadratic time over a run that ends elsewhere. */
export function trimEnd(text: string, characters: string): string {
  let end = text.length;
  while (end > 0 && characters.includes(text.charAt(end - 1))) end -= 1;
  return text.slice(0, end);
}

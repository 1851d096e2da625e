/** May this be a list of own numbers, with `*` for any digits? Whether the numbers are valid depends on the country. */
export function looksLikeFilter(text: string): boolean {
  return /^[\d\s+*,()./-]*$/.test(text);
}

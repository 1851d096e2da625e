/** A name that the user has chosen, as an identifier: it may hold any character. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text inside a statement, where no parameter is possible. Means the same with any `standard_conforming_strings`. */
export function quoteText(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

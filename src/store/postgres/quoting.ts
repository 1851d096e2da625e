/** A name of the user's choice, such as that of a schema: whatever is in it. */
export function quoteName(name: string): string {
  return `"${name.replaceAll('"', '""')}"`;
}

/** A text inside a statement, where it can be no parameter; read alike whatever `standard_conforming_strings` is. */
export function quoteText(text: string): string {
  return `E'${text.replaceAll('\\', '\\\\').replaceAll("'", "''")}'`;
}

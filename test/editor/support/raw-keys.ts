/** Texts that are the key of a text in a catalogue: that is what shows where the text is missing. */
export function rawKeys(texts: string[]): string[] {
  return texts.filter((text) => /^\s*[\w-]+(\.[\w-]+){2,}\s*$/.test(text));
}

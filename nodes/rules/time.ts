/** What is wrong with a point in time that is written as ISO 8601; one without a zone would be another one at the provider. */
export function timeProblem(text: string): 'zone' | 'none' | undefined {
  if (!/(z|[+-]\d{2}:?\d{2})$/i.test(text)) return 'zone';
  return Number.isFinite(Date.parse(text)) ? undefined : 'none';
}

/** One such as `Europe/London`. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

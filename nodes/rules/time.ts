/** What is wrong with a time in ISO 8601. It needs a zone, because the provider would read it in another one. */
export function timeProblem(text: string): 'zone' | 'none' | undefined {
  if (!/(z|[+-]\d{2}:?\d{2})$/i.test(text)) return 'zone';
  return Number.isFinite(Date.parse(text)) ? undefined : 'none';
}

/** True for the name of a time zone, such as `Europe/London`. */
export function isTimezone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

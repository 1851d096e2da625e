/** The stable code of a system error, such as `ENOENT`, or of one of our own errors; empty if it has none. */
export function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}

/** For log lines: an error's message may contain a path. */
export function codeOrName(thrown: unknown): string {
  return codeOf(thrown) || (thrown instanceof Error ? thrown.name : 'unknown');
}

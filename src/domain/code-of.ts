/** The stable code of a system's error, such as `ENOENT`, or of one of ours; empty: it has none. */
export function codeOf(thrown: unknown): string {
  if (typeof thrown !== 'object' || thrown === null || !('code' in thrown)) return '';
  return typeof thrown.code === 'string' ? thrown.code : '';
}

/** Enough for a log line: a message may hold a path. */
export function codeOrName(thrown: unknown): string {
  return codeOf(thrown) || (thrown instanceof Error ? thrown.name : 'unknown');
}

const SECOND_MS = 1_000;

/** `2017-04-25_17:37:03`, UTC. */
export function wireDate(ms: number): string {
  return new Date(ms).toISOString().slice(0, 19).replace('T', '_');
}

/** Whole seconds since the epoch. */
export function wireSeconds(ms: number): number {
  return Math.floor(ms / SECOND_MS);
}

/** What was read is not what was written. It has the code that LevelDB gives its own. */
export class DamageError extends Error {
  readonly code = 'LEVEL_CORRUPTION';
}

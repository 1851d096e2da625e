/** What was read is not what was written. It has the same code as LevelDB's own error. */
export class DamageError extends Error {
  readonly code = 'LEVEL_CORRUPTION';
}

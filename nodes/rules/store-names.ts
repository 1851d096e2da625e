const MAX_SCHEMA_BYTES = 63;
const MAX_NAME = 63;
/** What a name cannot have, whoever takes it: a line break in a log is somebody else's line. */
const CONTROL = /[\x00-\x1f\x7f]/;

/** What is wrong with a name for the schema; undefined: nothing. We quote it, so that blanks and capitals do no harm. */
export function schemaProblem(name: string): 'long' | 'reserved' | 'control' | undefined {
  if (CONTROL.test(name)) return 'control';
  if (new TextEncoder().encode(name).length > MAX_SCHEMA_BYTES) return 'long';
  return /^pg_|^information_schema$/i.test(name) ? 'reserved' : undefined;
}

/** What is wrong with a name for an instance, or for a group of them. */
export function nameProblem(name: string): 'long' | 'control' | undefined {
  if (CONTROL.test(name)) return 'control';
  return name.length > MAX_NAME ? 'long' : undefined;
}

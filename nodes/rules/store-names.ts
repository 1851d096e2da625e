const MAX_SCHEMA_BYTES = 63;
const MAX_NAME = 63;
/** Characters that no name may hold: a line break could forge a line in a log. */
const CONTROL = /[\x00-\x1f\x7f]/;

/** What is wrong with a schema's name; undefined: nothing. Blanks and capitals are fine, because the name is quoted. */
export function schemaProblem(name: string): 'long' | 'reserved' | 'control' | undefined {
  if (CONTROL.test(name)) return 'control';
  if (new TextEncoder().encode(name).length > MAX_SCHEMA_BYTES) return 'long';
  return /^pg_|^information_schema$/i.test(name) ? 'reserved' : undefined;
}

/** What is wrong with the field for a host, into which people also paste more than that. */
export function hostProblem(host: string): 'address' | 'port' | 'hosts' | undefined {
  // The folder of a socket.
  if (host.startsWith('/')) return undefined;
  if (/[/@]/.test(host)) return 'address';
  if (host.includes(',')) return 'hosts';
  // More than one colon without brackets is an address of IPv6.
  return /^(?:[^:]*|\[.*\]):\d*$/.test(host) ? 'port' : undefined;
}

/** What is wrong with the name of an instance or of a group; undefined: nothing. */
export function nameProblem(name: string): 'long' | 'control' | undefined {
  if (CONTROL.test(name)) return 'control';
  return name.length > MAX_NAME ? 'long' : undefined;
}

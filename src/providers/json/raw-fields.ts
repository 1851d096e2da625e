import { withoutCredentials } from '../../domain/without-credentials';

/** Deeper nesting is an attack, not an event: storing or cloning it would overflow the stack. */
const MAX_DEPTH = 64;

/**
 * Makes `event.raw`: a provider's fields as received, without document bytes and credentials. Returns undefined when
 * they are nested too deeply.
 */
export function rawFields(fields: Record<string, unknown>): Record<string, unknown> | undefined {
  return isDeeperThan(MAX_DEPTH, fields) ? undefined : withoutCredentials(fields);
}

function isDeeperThan(depth: number, value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return depth === 0 || Object.values(value).some((inner) => isDeeperThan(depth - 1, inner));
}

import { isCredentialField, isCredentialPair } from './credentials';
import { isRecord } from './is-record';

/** The bytes of a fax, and a name by which a later copy of the message could pollute a prototype. */
const LEFT_OUT = /^(?:__proto__|FaxImage)$/i;

/**
 * Makes `event.raw`: a copy of a provider's fields without credentials and
 * document bytes. The nesting of `fields` must be limited by the caller.
 */
export function withoutCredentials(fields: Record<string, unknown>): Record<string, unknown> {
  const kept: [string, unknown][] = [];
  for (const [name, value] of Object.entries(fields)) {
    if (!LEFT_OUT.test(name) && !isCredentialField(name) && !isPair(value)) kept.push([name, copyOf(value)]);
  }
  return Object.fromEntries(kept);
}

function copyOf(value: unknown): unknown {
  if (Array.isArray(value)) return value.filter((item, at) => !isPair(item) && !isNamed(value[at - 1])).map(copyOf);
  return isRecord(value) ? withoutCredentials(value) : value;
}

/** Raw headers come as a list of alternating names and values. */
function isNamed(name: unknown): boolean {
  return typeof name === 'string' && isCredentialField(name);
}

function isPair(value: unknown): boolean {
  return isRecord(value) && isCredentialPair(value);
}

import { isCredentialField, isCredentialPair } from './credentials';
import { isRecord } from './is-record';

/** A fax's bytes, and what would let a later copy of the message pollute a prototype. */
const LEFT_OUT = /^(?:__proto__|FaxImage)$/i;

/** `event.raw`: a copy of a provider's fields without credentials and document bytes. Its depth must be bounded. */
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

/** As in a list of headers: a name, its value, the next name. */
function isNamed(name: unknown): boolean {
  return typeof name === 'string' && isCredentialField(name);
}

function isPair(value: unknown): boolean {
  return isRecord(value) && isCredentialPair(value);
}

import { createHash } from 'node:crypto';
import type { EventKind, ProviderName } from './events';

/**
 * One account at one provider: the first half of every key, and the scope in which a connection works.
 * Never taken from the wire, so nobody who can push an event can write under another account.
 */
export type Scope = `${ProviderName}:${string}`;

export function scopeOf(provider: ProviderName, account: string): Scope {
  return `${provider}:${account.trim().toLowerCase()}`;
}

export function isAt(provider: ProviderName, scope: Scope): boolean {
  return scope.startsWith(`${provider}:`);
}

/** The scope of what a connection (node id) accepts before its account is known. No account has such a name. */
export function scopeBefore(provider: ProviderName, connection: string): Scope {
  return `${provider}:? ${connection}`;
}

/** `<provider>:<account>:<kind>:<id>`: the same for push, webhook and poll. */
export function eventKey(scope: Scope, kind: EventKind, keyId: string): string {
  return `${scope}:${kind}:${keyId}`;
}

/** A key may hold a phone number or an account, so logs carry this instead. */
export function keyForLog(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 12);
}

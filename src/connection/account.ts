import { createHash } from 'node:crypto';
import { ConfigError } from '../domain/errors';
import { scopeOf, type Scope } from '../domain/event-key';
import type { ProviderName } from '../domain/events';
import type { AccountInfo } from '../providers/provider';
import type { Store } from '../store/store';
import type { ConnectionOptions } from './connection-options';

export interface AccountOptions {
  store: Store;
  provider: ProviderName;
  /** The property `account`, resolved; empty: the provider has to name the account. */
  configured: string;
  /** The connection's node id. */
  connection: string;
  /** `fingerprint` of the credentials: with other credentials the provider is asked again. */
  credentials: string;
}

export function accountOptionsOf({ id, store, provider, account, credentials }: ConnectionOptions): AccountOptions {
  return { store, provider: provider.name, configured: account, connection: id, credentials };
}

/** The scope from the property, or from what the provider answered earlier; undefined: the provider has to be asked. */
export async function knownScope(options: AccountOptions): Promise<Scope | undefined> {
  if (options.configured !== '') return scopeOf(options.provider, options.configured);
  const learned = await options.store.recall(nameOf(options));
  return isLearned(learned) && learned.credentials === options.credentials
    ? scopeOf(options.provider, learned.account)
    : undefined;
}

/**
 * Stores the account that the provider named, so that the next start does not depend on the provider being reachable.
 */
export async function learnScope(options: AccountOptions, { account }: AccountInfo): Promise<Scope> {
  if (account === undefined || account === '') {
    throw new ConfigError('the provider does not say which account this login has: enter the Account number');
  }
  const { credentials } = options;
  await options.store.remember(nameOf(options), { account, credentials } satisfies Learned);
  return scopeOf(options.provider, account);
}

interface Learned {
  account: string;
  credentials: string;
}

function isLearned(value: unknown): value is Learned {
  return typeof value === 'object' && value !== null && 'account' in value && 'credentials' in value;
}

function nameOf({ connection }: AccountOptions): string {
  return `account:${connection}`;
}

/** Tells one set of credentials from another; 32 bits, far too few to recover a credential from. */
export function fingerprint(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}

import { createHash } from 'node:crypto';
import { ConfigError } from '../domain/errors';
import { scopeOf, type Scope } from '../domain/event-key';
import type { ProviderName } from '../domain/events';
import type { AccountInfo } from '../providers/provider';
import type { Store } from '../store/store';

export interface AccountOptions {
  store: Store;
  provider: ProviderName;
  /** The resolved property; empty where the provider itself has to name it. */
  configured: string;
  /** The connection's node id and what its credentials are for, so that other credentials are asked anew. */
  connection: string;
  credentialsHash: string;
}

/** The scope by the property, or by what the provider said once before; undefined = it has to be asked first. */
export async function knownScope(options: AccountOptions): Promise<Scope | undefined> {
  if (options.configured !== '') return scopeOf(options.provider, options.configured);
  const learned = await options.store.recall(nameOf(options));
  return typeof learned === 'string' && learned !== '' ? scopeOf(options.provider, learned) : undefined;
}

/** Keeps the account that the provider named, so that an outage at the next start holds nothing up. */
export async function learnScope(options: AccountOptions, { account }: AccountInfo): Promise<Scope> {
  if (account === undefined || account === '') {
    throw new ConfigError('the provider does not name the account of these credentials: enter the account number');
  }
  await options.store.remember(nameOf(options), account);
  return scopeOf(options.provider, account);
}

function nameOf({ connection, credentialsHash }: AccountOptions): string {
  return `account:${connection}:${credentialsHash}`;
}

/** Tells one set of credentials from another without keeping any of them. */
export function hashCredentials(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex');
}

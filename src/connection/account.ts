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
  /** The resolved property; empty where the provider itself has to name it. */
  configured: string;
  /** The connection's node id. */
  connection: string;
  /** `fingerprint` of the credentials, so that the provider is asked again for other ones. */
  credentials: string;
}

export function accountOptionsOf({ id, store, provider, account, credentials }: ConnectionOptions): AccountOptions {
  return { store, provider: provider.name, configured: account, connection: id, credentials };
}

/** The scope by the property, or by what the provider said once before; undefined = it has to be asked first. */
export async function knownScope(options: AccountOptions): Promise<Scope | undefined> {
  if (options.configured !== '') return scopeOf(options.provider, options.configured);
  const learned = await options.store.recall(nameOf(options));
  return isLearned(learned) && learned.credentials === options.credentials
    ? scopeOf(options.provider, learned.account)
    : undefined;
}

/** Keeps the account that the provider named, so that an outage at the next start holds nothing up. */
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

/** Tells one set of credentials from another; far too short to find out what they were. */
export function fingerprint(...parts: string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 8);
}

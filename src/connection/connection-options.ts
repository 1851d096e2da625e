import type { Clock } from '../domain/clock';
import type { Scope } from '../domain/event-key';
import type { Log } from '../domain/log';
import type { Login } from '../domain/login';
import type { Observe } from '../domain/observation';
import type { DocumentFolder } from '../documents/document-folder';
import type { ReceivedConverter } from '../documents/received-converter';
import type { Retention } from '../domain/retention';
import type { Provider } from '../providers/provider';
import type { Store } from '../store/store';
import type { PushSocketOptions } from '../transports/push-socket/push-socket';
import type { ConnectionState } from './connection-state';
import type { Meter } from '../domain/meter';

export interface ConnectionOptions {
  /** Node id of the config node. */
  id: string;
  provider: Provider;
  /** Of a simulator: when it began. */
  providerSince?: number;
  /** The resolved property; empty where the provider has to name it. */
  account: string;
  /** `fingerprint` of the credentials. */
  credentials: string;
  store: Store;
  documents: DocumentFolder;
  converter: ReceivedConverter;
  clock: Clock;
  random: () => number;
  log: Log;
  /** Who holds the leases of this store. */
  owner: string;
  /** Faxes on the line at once. */
  channels: number;
  pollSeconds: number;
  redeliverMinutes: number;
  maxAttempts: number;
  retention: Retention;
  push?: Pick<PushSocketOptions, 'url' | 'token' | 'tls' | 'agent' | 'budget'>;
  /** Asked of whoever calls the webhook; without it the path alone protects. */
  webhookLogin?: Login;
  /** Reserves the scope for this connection, or names the one that has it. */
  reserveScope: (scope: Scope) => string | undefined;
  onState: (state: ConnectionState) => void;
  /** Told of what happens to items, as it happens. */
  observe?: Observe;
  meter?: Meter;
}

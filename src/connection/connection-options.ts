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
  /** Only with a simulator: when it started. */
  providerSince?: number;
  /** The property `account`, resolved; empty: the provider has to name the account. */
  account: string;
  /** `fingerprint` of the credentials. */
  credentials: string;
  store: Store;
  documents: DocumentFolder;
  converter: ReceivedConverter;
  clock: Clock;
  random: () => number;
  log: Log;
  /** The name under which this Node-RED takes leases in the store. */
  owner: string;
  /** How many faxes may be on the line at once. */
  channels: number;
  pollSeconds: number;
  redeliverMinutes: number;
  maxAttempts: number;
  retention: Retention;
  push?: Pick<PushSocketOptions, 'url' | 'token' | 'tls' | 'agent' | 'budget'>;
  /** Login that webhook requests must carry; without it only the secret path protects the webhook. */
  webhookLogin?: Login;
  /** Reserves the scope for this connection; returns the name of the connection that already has it, if any. */
  reserveScope: (scope: Scope) => string | undefined;
  onState: (state: ConnectionState) => void;
  /** Called with everything that happens to items, as it happens. */
  observe?: Observe;
  meter?: Meter;
}

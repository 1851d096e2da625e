import type { Clock } from '../domain/clock';
import type { Facts } from '../domain/facts';
import type { Credentials } from '../domain/login';
import type { SimulatedProvider } from '../simulator/simulated-provider';
import type { AccountCheck } from './account-check/probe';
import type { RouteOptions } from './http/dispatcher';
import type { Provider } from './provider';

/** An account as a connection's settings, or a simulator in its place, name it. */
export interface AccountSettings {
  /** Empty: the vendor's own. */
  baseUrl: string;
  account: string;
  /** Outbound service; empty = none. */
  service: string;
  credentials: Partial<Credentials>;
}

export interface OpenSettings extends AccountSettings, RouteOptions {
  /** Calling code that completes national numbers; empty = none. */
  country: string;
  /** Have faxes encrypted where they are stored at the provider. */
  encrypt: boolean;
  clock: Clock;
  facts: Facts;
  /** Where the provider reaches this connection's webhook. Throws `ConfigError` where that is not known. */
  pagesUrl: () => string;
}

/** What there is of a provider beside its face; the code behind each is loaded when it is asked for. */
export interface ProviderEntry {
  /** Throws `ConfigError` for settings that cannot work. */
  open(settings: OpenSettings): Provider;
  /** What there is to check of an account. Throws `ConfigError` where there is no login to check. */
  accountCheck(account: AccountSettings): AccountCheck;
  /** Starts the simulator of its service, which has something that has just arrived. */
  simulate(): Promise<SimulatedProvider>;
}

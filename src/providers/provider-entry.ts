import type { Clock } from '../domain/clock';
import type { Facts } from '../domain/facts';
import type { Credentials } from '../domain/login';
import type { SimulatedProvider } from '../simulator/simulated-provider';
import type { AccountCheck } from './account-check/probe';
import type { RouteOptions } from './http/dispatcher';
import type { Provider } from './provider';

/** The account, from the connection's settings or from the simulator that stands in for the service. */
export interface AccountSettings {
  /** Empty = the vendor's own address. */
  baseUrl: string;
  account: string;
  /** Aculab's outbound service; empty = none. */
  service: string;
  credentials: Partial<Credentials>;
}

export interface OpenSettings extends AccountSettings, RouteOptions {
  /** Calling code for national numbers; empty = none. */
  country: string;
  /** Ask the provider to encrypt the faxes that it stores. */
  encrypt: boolean;
  clock: Clock;
  facts: Facts;
  /** The public address of this connection's webhook. Throws `ConfigError` when it is not known. */
  pagesUrl: () => string;
}

/** A provider apart from its face. The code behind each method is loaded on the first call. */
export interface ProviderEntry {
  /** Throws `ConfigError` for settings that cannot work. */
  open(settings: OpenSettings): Provider;
  /** What an account check asks and judges. Throws `ConfigError` when the account has no login to check. */
  accountCheck(account: AccountSettings): AccountCheck;
  /** Starts the simulator of this service, with a fax or an SMS that has just arrived. */
  simulate(): Promise<SimulatedProvider>;
}

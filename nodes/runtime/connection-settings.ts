import { ConfigError } from '../../src/domain/errors';
import type { ProviderName } from '../../src/domain/events';
import { callingCode } from '../../src/domain/numbers/calling-code';
import { isLoopbackUrl } from '../../src/domain/loopback';
import { trimEnd } from '../../src/domain/trim-end';
import type { Retention } from '../../src/inbox/retention';
import type { Login } from '../../src/domain/login';
import type { NodeConfig } from './node-red';

/** The properties of `fax-sms-connection`, checked: CONTRACT section 1. */
export interface ConnectionSettings {
  id: string;
  /** As configured; may be empty. */
  name: string;
  provider: ProviderName;
  simulator: boolean;
  account: string;
  baseUrl: string;
  country: string;
  /** Aculab: the outbound service; empty = no faxes are sent. */
  service: string;
  /** Aculab: encrypt stored faxes. */
  encrypt: boolean;
  pushUrl: string;
  /** Faxes on the line at once. */
  channels: number;
  pollSeconds: number;
  redeliverMinutes: number;
  maxAttempts: number;
  retention: Retention;
  credentials: Credentials;
  webhook: WebhookSettings;
}

export interface WebhookSettings {
  /** Empty: derived. */
  path: string;
  /** Without a slash at its end; empty where it is not told. */
  publicUrl: string;
  /** undefined: the path alone protects. */
  login: Login | undefined;
}

export interface Credentials {
  apiKey: string;
  username: string;
  password: string;
  servicePassword: string;
  pushToken: string;
}

const PROVIDERS: readonly ProviderName[] = ['etherfax', 'esendex', 'aculab'];

/** Throws `ConfigError` naming the property, never its value. */
export function connectionSettings(
  config: NodeConfig,
  credentials: Record<string, string | undefined> = {},
): ConnectionSettings {
  const text = (name: string): string => textOf(name, config[name]);
  const secret = (name: string): string => textOf(name, credentials[name]);
  const number = (name: string, limits: Limits): number => numberOf(name, text(name), limits);
  return {
    id: config.id,
    name: text('name'),
    provider: providerOf(text('provider')),
    simulator: config.simulator === true || config.simulator === 'true',
    account: text('account').trim(),
    baseUrl: text('baseUrl').trim(),
    country: countryOf(text('country').trim()),
    service: text('service').trim(),
    encrypt: config.encrypt !== false && config.encrypt !== 'false',
    pushUrl: text('pushUrl').trim(),
    channels: Math.trunc(number('channels', { fallback: 1, min: 1 })),
    pollSeconds: number('pollSeconds', { fallback: 60, min: 10 }),
    redeliverMinutes: number('redeliverMinutes', { fallback: 15, min: 0 }),
    maxAttempts: number('maxAttempts', { fallback: 5, min: 1 }),
    retention: {
      keepDays: number('keepDays', { fallback: 30, min: 1 }),
      documentDays: number('documentDays', { fallback: 0, min: 0 }),
    },
    credentials: {
      apiKey: secret('apiKey').trim(),
      username: secret('username').trim(),
      password: secret('password'),
      servicePassword: secret('servicePassword'),
      pushToken: secret('pushToken').trim(),
    },
    webhook: {
      path: text('webhookPath').trim(),
      publicUrl: trimEnd(text('publicUrl').trim(), '/'),
      login: loginOf(secret('webhookUser').trim(), secret('webhookPassword')),
    },
  };
}

function providerOf(value: string): ProviderName {
  const provider = PROVIDERS.find((name) => name === (value || 'etherfax'));
  if (!provider) throw new ConfigError('provider is none of etherfax, esendex, aculab');
  return provider;
}

function countryOf(text: string): string {
  const code = callingCode(text);
  if (code !== undefined) return code;
  throw new ConfigError('Country code: no country has it: enter a calling code such as 44, or a country such as GB');
}

/** What the log calls it, also where it has no name. */
export function nameForLog({ id, name }: Pick<ConnectionSettings, 'id' | 'name'>): string {
  return name || `fax-sms-connection ${id}`;
}

/** Half a login would look like protection and be none. */
function loginOf(username: string, password: string): Login | undefined {
  if (username === '' && password === '') return undefined;
  if (username === '') throw new ConfigError('webhookUser is missing: webhookPassword alone protects nothing');
  if (password === '') throw new ConfigError('webhookPassword is missing: webhookUser alone protects nothing');
  return { username, password };
}

/** Node-RED leaves the literal `${NAME}` where the environment variable is not set. */
function textOf(property: string, value: unknown): string {
  const text = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  const unset = /^\$\{(\S+)\}$/.exec(text);
  if (unset) throw new ConfigError(`${property}: the environment variable ${unset[1] ?? ''} is not set`);
  return text;
}

interface Limits {
  fallback: number;
  min: number;
}

function numberOf(property: string, text: string, { fallback, min }: Limits): number {
  if (text.trim() === '') return fallback;
  const value = Number(text);
  if (!Number.isFinite(value) || value < min) throw new ConfigError(`${property} must be a number of at least ${min}`);
  return value;
}

/** Throws `ConfigError` where the provider could not do a thing, because it cannot call us. */
export function checkPublicUrl({ provider, simulator, webhook }: ConnectionSettings): void {
  if (provider !== 'aculab' || simulator || webhook.publicUrl !== '') return;
  throw new ConfigError('Public address (publicUrl) is missing: Aculab asks this Node-RED for every step of a call');
}

/** Shortened waits would hammer a real service, so they are for the simulator and loopback alone. */
export function checkTimeScale(timeScale: number, { simulator, baseUrl, pushUrl }: ConnectionSettings): void {
  if (timeScale === 1 || simulator) return;
  const urls = [baseUrl, ...(pushUrl === '' ? [] : [pushUrl])];
  if (!urls.every(isLoopbackUrl)) {
    throw new ConfigError('pushline.timeScale of settings.js works only with the simulator or a service on loopback');
  }
}

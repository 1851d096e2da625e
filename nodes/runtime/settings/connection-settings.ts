import { readAddress } from '../../../src/domain/address';
import { ConfigError } from '../../../src/domain/errors';
import type { ProviderName } from '../../../src/domain/events';
import { callingCode } from '../../../src/domain/numbers/calling-code';
import { isLoopbackUrl } from '../../../src/domain/loopback';
import { trimEnd } from '../../../src/domain/trim-end';
import type { Retention } from '../../../src/domain/retention';
import type { Credentials, Login } from '../../../src/domain/login';
import { callsUs, FACES, faceOf } from '../../../src/providers/faces';
import { NUMBERS } from '../../rules/number';
import { DEFAULTS as ALL_DEFAULTS, withDefaults } from '../../rules/defaults';
import { labelOf } from '../labels';
import type { NodeConfig } from '../node-red';
import { readNumber } from './read-number';
import { NO_VARIABLES, secretWithVariables, withVariables, type Variables } from './node-config';

/** The checked properties of a `fax-sms-connection`: docs/contract.md#connection. */
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
  /** How many faxes may be on the line at once. */
  channels: number;
  pollSeconds: number;
  redeliverMinutes: number;
  maxAttempts: number;
  retention: Retention;
  credentials: Credentials;
  webhook: WebhookSettings;
}

export interface WebhookSettings {
  /** Empty: the path is derived from a secret. */
  path: string;
  /** Without a slash at its end; empty if it is not set. */
  publicUrl: string;
  /** undefined: only the secret path protects the webhook. */
  login: Login | undefined;
}

const TYPE = 'fax-sms-connection';
const DEFAULTS = ALL_DEFAULTS[TYPE];

/**
 * Reads properties and credentials as they are saved. Throws `ConfigError` with the field's label, never with its
 * value.
 */
export function connectionSettings(
  saved: NodeConfig,
  credentials: Record<string, string | undefined> = {},
  variables: Variables = NO_VARIABLES,
): ConnectionSettings {
  const config = withDefaults(TYPE, saved);
  const textOf = (field: string, value: unknown): string =>
    typeof value === 'string' ? withVariables(field, value, variables) : typeof value === 'number' ? String(value) : '';
  const flag = (name: string): boolean => config[name] === true || textOf(label(name), config[name]) === 'true';
  const provider = providerOf(textOf(label('provider'), config.provider));
  const simulator = flag('simulator');
  // Fields that the dialog does not show must not cause errors.
  const isCalled = callsUs(provider) && !simulator;
  const text = (name: string): string => textOf(label(name, provider), config[name]);
  const login = (name: string): string => textOf(label(name, provider), credentials[name]);
  const secret = (name: string): string =>
    secretWithVariables(label(name, provider), credentials[name] ?? '', variables);
  const number = (name: keyof (typeof NUMBERS)[typeof TYPE]): number =>
    readNumber(label(name), textOf(label(name), config[name]), { ...NUMBERS[TYPE][name], fallback: DEFAULTS[name] });
  return {
    id: config.id,
    name: text('name'),
    provider,
    simulator,
    account: text('account').trim(),
    baseUrl: text('baseUrl').trim(),
    country: countryOf(text('country').trim()),
    service: text('service').trim(),
    encrypt: config.encrypt !== false && textOf(label('encrypt'), config.encrypt) !== 'false',
    pushUrl: text('pushUrl').trim(),
    channels: number('channels'),
    pollSeconds: number('pollSeconds'),
    redeliverMinutes: number('redeliverMinutes'),
    maxAttempts: number('maxAttempts'),
    retention: {
      keepDays: number('keepDays'),
      documentDays: number('documentDays'),
    },
    credentials: {
      apiKey: secret('apiKey').trim(),
      username: login('username').trim(),
      password: secret('password'),
      servicePassword: secret('servicePassword'),
      pushToken: secret('pushToken').trim(),
    },
    webhook: {
      path: text('webhookPath').trim(),
      publicUrl: isCalled ? publicUrlOf(text('publicUrl').trim()) : '',
      login: loginOf(login('webhookUser').trim(), secret('webhookPassword'), isCalled),
    },
  };
}

function providerOf(value: string): ProviderName {
  const face = faceOf(value || DEFAULTS.provider);
  if (face) return face.name;
  throw new ConfigError(`${label('provider')}: must be one of ${FACES.map(({ name }) => name).join(', ')}`);
}

function countryOf(text: string): string {
  const code = callingCode(text);
  if (code !== undefined) return code;
  throw new ConfigError(`${label('country')}: no such country or calling code: enter one such as GB or 44`);
}

/** Throws for half a login, which would look like protection but be none. */
function loginOf(username: string, password: string, isCalled: boolean): Login | undefined {
  if (username !== '' && password !== '') return { username, password };
  if (!isCalled || (username === '' && password === '')) return undefined;
  const [missing, other] = username === '' ? ['webhookUser', 'webhookPassword'] : ['webhookPassword', 'webhookUser'];
  throw new ConfigError(`${label(missing)}: needed, because ${label(other)} alone protects nothing`);
}

function publicUrlOf(text: string): string {
  return text === '' ? '' : trimEnd(readAddress(text, { label: label('publicUrl'), scheme: 'https' }).href, '/');
}

function label(property: string, provider?: ProviderName): string {
  return labelOf(TYPE, property, provider);
}

/** Throws `ConfigError` if the provider can do nothing without calling us, and the public address is not set. */
export function checkPublicUrl({ provider, simulator, webhook }: ConnectionSettings): void {
  const face = faceOf(provider);
  if (!face.arrival.webhook?.needsAddress || simulator || webhook.publicUrl !== '') return;
  throw new ConfigError(
    `${label('publicUrl')}: needed, because ${face.title} asks this Node-RED for every step of a call`,
  );
}

/** Shortened waits would flood a real service, so they are allowed only with the simulator or on loopback. */
export function checkTimeScale(timeScale: number, { simulator, baseUrl, pushUrl }: ConnectionSettings): void {
  if (timeScale === 1 || simulator) return;
  const urls = [baseUrl, ...(pushUrl === '' ? [] : [pushUrl])];
  if (!urls.every(isLoopbackUrl)) {
    throw new ConfigError(
      'pushline.timeScale in settings.js works only with the simulator or a service on loopback: remove it',
    );
  }
}

import { systemClock } from '../../src/domain/clock';
import { ConfigError, PushlineError, toError } from '../../src/domain/errors';
import { NO_FACTS } from './account-facts';
import { connectionOf } from './connection-node';
import { connectionSettings } from './connection-settings';
import { withDefaults } from './defaults';
import { labelOf } from './labels';
import { networkSettings, type NetworkSettings } from './network';
import type { NodeConfig, NodeRed } from './node-red';
import { openProvider } from './open-provider';
import {
  holdsVariable,
  NO_VARIABLES,
  savedConfig,
  savedCredentials,
  variablesOf,
  withVariables,
  type Variables,
} from './variables';

const DEADLINE_MS = 20_000;

/** `ok: false` is a result, not a failure of the request: the dialog shows its message. */
export type TestResult =
  { ok: true; account: string; channels?: number } | { ok: false; code: string; message: string };

/**
 * Tries the credentials of a dialog that may not be deployed yet. What is stored fills in for fields left untouched, and
 * what variables stand for is looked up, only as deployed and towards the service, address and proxy that are deployed:
 * else whoever may test could have a secret sent to a server of their own.
 */
export async function testConnection(RED: NodeRed, form: Record<string, unknown>): Promise<TestResult> {
  try {
    if (form.simulator === true) return { ok: true, account: 'simulator' };
    const config: NodeConfig = { ...form, id: textOf(form.id), type: LABELLED };
    const filled = filledIn(RED, config);
    const provider = openProvider(connectionSettings(...filled), networkOf(RED, filled), {
      clock: systemClock(),
      facts: NO_FACTS,
      simulator: undefined,
      pagesUrl: () => '',
    });
    try {
      const { account, channels } = await provider.account(AbortSignal.timeout(DEADLINE_MS));
      return { ok: true, account: account ?? '', ...(channels !== undefined && { channels }) };
    } finally {
      await provider.close();
    }
  } catch (thrown) {
    const error = toError(thrown);
    return error instanceof PushlineError
      ? { ok: false, code: error.code, message: error.message }
      : { ok: false, code: 'PUSHLINE_PROVIDER', message: 'the connection could not be tested' };
  }
}

const LABELLED = 'fax-sms-connection';
const SECRETS = ['apiKey', 'password'] as const;
/** What decides where a secret goes. */
const DESTINATION = ['provider', 'baseUrl', 'proxy', 'tls'] as const;

/** What a form comes to: as `connectionSettings` wants it. */
type Filled = Required<Parameters<typeof connectionSettings>>;

/** By the configuration nodes that it refers to, which may be variables as well. */
function networkOf(RED: NodeRed, [config, , variables]: Filled): NetworkSettings {
  const [tls, proxy] = ['tls', 'proxy'].map((name) => withVariables(name, textOf(config[name]), variables));
  return networkSettings(RED, { ...config, tls, proxy });
}

/** Throws `ConfigError` where the form names a variable that is not deployed just so. */
function filledIn(RED: NodeRed, config: NodeConfig): Filled {
  const typed = typedCredentials(config);
  const stored = storedFor(RED, config);
  for (const [name, value] of [...Object.entries(config), ...Object.entries(typed)]) {
    if (typeof value !== 'string' || !holdsVariable(value)) continue;
    if (value !== stored?.config[name] && value !== stored?.credentials[name]) {
      throw new ConfigError(
        `${labelOf(LABELLED, name)}: a variable is looked up only once it is deployed: deploy first`,
      );
    }
  }
  return stored ? [config, { ...stored.credentials, ...typed }, stored.variables] : [config, typed, NO_VARIABLES];
}

function typedCredentials(form: NodeConfig): Record<string, string | undefined> {
  const typed: Record<string, string | undefined> = {};
  for (const name of [...SECRETS, 'username'] as const) {
    const value = form[name];
    if (typeof value === 'string') typed[name] = value;
  }
  return typed;
}

interface Stored {
  config: NodeConfig;
  credentials: Record<string, string | undefined>;
  variables: Variables;
}

/** Of the deployed connection, if the form leads to nowhere else than that. */
function storedFor(RED: NodeRed, form: NodeConfig): Stored | undefined {
  const node = connectionOf(RED, form.id);
  if (!node) return undefined;
  const config = withDefaults(LABELLED, savedConfig(RED, { ...form, type: LABELLED }));
  const isSame = DESTINATION.every((name) => textOf(form[name]) === textOf(config[name]));
  if (!isSame || config.simulator !== false) return undefined;
  return { config, credentials: savedCredentials(RED, form), variables: variablesOf(RED, node) };
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

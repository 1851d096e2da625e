import { textOf } from '../../../src/domain/text-of';
import { ConfigError } from '../../../src/domain/errors';
import { holdsVariable } from '../../rules/variable';
import { connectionOf } from './connection-node';
import { connectionSettings, type ConnectionSettings } from '../settings/connection-settings';
import { withDefaults } from '../../rules/defaults';
import { labelOf } from '../labels';
import { networkSettings, type NetworkSettings } from '../settings/network';
import type { NodeConfig, NodeRed } from '../node-red';
import {
  NO_VARIABLES,
  savedConfig,
  savedCredentials,
  variablesOf,
  withVariables,
  type Variables,
} from '../settings/node-config';

const LABELLED = 'fax-sms-connection';
const CREDENTIALS = ['apiKey', 'username', 'password', 'servicePassword', 'pushToken'] as const;
/** What decides where a secret goes. */
const DESTINATION = ['provider', 'baseUrl', 'proxy', 'tls'] as const;

/** What a form comes to: as `connectionSettings` wants it. */
type Filled = Required<Parameters<typeof connectionSettings>>;

/**
 * The settings of a dialog that may not be deployed yet. What is stored fills in for fields left untouched, and what
 * variables stand for is looked up, only as deployed and towards the service, address and proxy that are deployed: else
 * whoever may test could have a secret sent to a server of their own. Throws `ConfigError`.
 */
export function formSettings(
  RED: NodeRed,
  form: Record<string, unknown>,
): { settings: ConnectionSettings; network: NetworkSettings } {
  const filled = filledIn(RED, { ...form, id: textOf(form.id), type: LABELLED });
  return { settings: connectionSettings(...filled), network: networkOf(RED, filled) };
}

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
  for (const name of CREDENTIALS) {
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
  const isSame = (name: string): boolean => textOf(form[name]) === textOf(config[name]);
  if (!DESTINATION.every(isSame) || config.simulator !== false) return undefined;
  const credentials = savedCredentials(RED, form);
  return {
    config,
    // Its token goes to the push socket alone, which may lead elsewhere.
    credentials: isSame('pushUrl') ? credentials : { ...credentials, pushToken: undefined },
    variables: variablesOf(RED, node),
  };
}

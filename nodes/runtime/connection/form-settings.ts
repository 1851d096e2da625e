import { textOf } from '../../../src/domain/text-of';
import { connectionOf } from './connection-node';
import { connectionSettings, type ConnectionSettings } from '../settings/connection-settings';
import { withDefaults } from '../../rules/defaults';
import { filledForm, type Stored } from '../settings/filled-form';
import { networkSettings, type NetworkSettings } from '../settings/network';
import type { NodeConfig, NodeRed } from '../node-red';
import { savedConfig, savedCredentials, variablesOf, withVariables } from '../settings/node-config';

const TYPE = 'fax-sms-connection';
const SECRETS = ['apiKey', 'username', 'password', 'servicePassword', 'pushToken'] as const;
/** What decides where a secret goes. */
const DESTINATION = ['provider', 'baseUrl', 'proxy', 'tls'] as const;

/**
 * The settings of a dialog that may not be deployed yet. What is stored fills in only towards the service, address and proxy
 * that are deployed: else whoever may test could have a secret sent to a server of their own. Throws `ConfigError`.
 */
export function formSettings(
  RED: NodeRed,
  given: Record<string, unknown>,
): { settings: ConnectionSettings; network: NetworkSettings } {
  const form = { ...given, id: textOf(given.id), type: TYPE };
  const filled = filledForm(TYPE, form, SECRETS, storedFor(RED, form));
  const settings = connectionSettings(filled.config, filled.credentials, filled.variables);
  return { settings, network: networkOf(RED, filled) };
}

/** By the configuration nodes that it refers to, which may be variables as well. */
function networkOf(RED: NodeRed, { config, variables }: Stored): NetworkSettings {
  const [tls, proxy] = ['tls', 'proxy'].map((name) => withVariables(name, textOf(config[name]), variables));
  return networkSettings(RED, { ...config, tls, proxy });
}

/** Of the deployed connection, if the form leads to nowhere else than that. */
function storedFor(RED: NodeRed, form: NodeConfig): Stored | undefined {
  const node = connectionOf(RED, form.id);
  if (!node) return undefined;
  const config = withDefaults(TYPE, savedConfig(RED, form));
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

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
/** The properties that decide to which server a secret is sent. */
const DESTINATION = ['provider', 'baseUrl', 'proxy', 'tls'] as const;

/**
 * The settings in a dialog that may not be deployed yet. Stored secrets are filled in only if provider, address and
 * proxy are the deployed ones: otherwise a user who may test could have them sent to another server. Throws
 * `ConfigError`.
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

/** From the TLS and proxy configuration nodes, whose ids may be given as variables. */
function networkOf(RED: NodeRed, { config, variables }: Stored): NetworkSettings {
  const [tls, proxy] = ['tls', 'proxy'].map((name) => withVariables(name, textOf(config[name]), variables));
  return networkSettings(RED, { ...config, tls, proxy });
}

/** What the deployed connection has stored, if the form sends secrets to nowhere else. */
function storedFor(RED: NodeRed, form: NodeConfig): Stored | undefined {
  const node = connectionOf(RED, form.id);
  if (!node) return undefined;
  const config = withDefaults(TYPE, savedConfig(RED, form));
  const isSame = (name: string): boolean => textOf(form[name]) === textOf(config[name]);
  if (!DESTINATION.every(isSame) || config.simulator !== false) return undefined;
  const credentials = savedCredentials(RED, form);
  return {
    config,
    // The push token is sent to the push socket only, whose address may have been changed in the form.
    credentials: isSame('pushUrl') ? credentials : { ...credentials, pushToken: undefined },
    variables: variablesOf(RED, node),
  };
}

import { textOf } from '../../../src/domain/text-of';
import { withDefaults } from '../../rules/defaults';
import type { NodeConfig, NodeRed } from '../node-red';
import { filledForm, type Stored } from '../settings/filled-form';
import { storeTls } from '../settings/network';
import { savedConfig, savedCredentials, variablesOf, withVariables } from '../settings/node-config';
import { storeSettings } from '../settings/store-settings';
import { databasePlace, storeNodeOf } from './store-node';
import type { DatabasePlace } from './store-place';

const TYPE = 'pushline-store';
const SECRETS = ['password'] as const;
/** The properties that decide to which server the password is sent, and whether others can listen. */
const DESTINATION = ['by', 'url', 'host', 'port', 'secure', 'tls'] as const;

/**
 * The place that the dialog of a store names, which may not be deployed yet. The stored password is filled in only for
 * the deployed server: otherwise a user who may test could have it sent to another server. Throws `ConfigError`.
 */
export function formPlace(RED: NodeRed, given: Record<string, unknown>): DatabasePlace {
  const form = withDefaults(TYPE, { ...given, id: textOf(given.id), type: TYPE });
  const { config, credentials, variables } = filledForm(TYPE, form, SECRETS, storedFor(RED, form));
  const settings = storeSettings(config, credentials, variables);
  const tls = withVariables('tls', textOf(config.tls), variables);
  return databasePlace(RED, settings, storeTls(RED, settings, tls));
}

/** What the deployed node has stored, if the form sends the password to nowhere else. */
function storedFor(RED: NodeRed, form: NodeConfig): Stored | undefined {
  const node = storeNodeOf(RED, form.id);
  if (!node) return undefined;
  const config = withDefaults(TYPE, savedConfig(RED, form));
  const written = (value: unknown): string => String(value).trim();
  if (!DESTINATION.every((name) => written(form[name]) === written(config[name]))) return undefined;
  return { config, credentials: savedCredentials(RED, form), variables: variablesOf(RED, node) };
}

import { ConfigError } from '../../../src/domain/errors';
import { holdsVariable } from '../../rules/variable';
import { labelOf, type LabelledType } from '../labels';
import type { NodeConfig } from '../node-red';
import { NO_VARIABLES, type Variables } from './node-config';

/** What is deployed of the node whose dialog is open; given only if the form may use it. */
export interface Stored {
  config: NodeConfig;
  credentials: Record<string, string | undefined>;
  variables: Variables;
}

/**
 * Completes the form of a dialog that may not be deployed yet: stored secrets are filled in for untouched ones. Throws
 * `ConfigError` if the form has a variable that is not deployed in exactly this field: otherwise a user who may test
 * could have its value sent to another server.
 */
export function filledForm(
  type: LabelledType,
  form: NodeConfig,
  secrets: readonly string[],
  stored: Stored | undefined,
): Stored {
  const typed = typedOf(form, secrets);
  for (const [name, value] of Object.entries(form)) {
    if (typeof value !== 'string' || !holdsVariable(value)) continue;
    if (value !== stored?.config[name] && value !== stored?.credentials[name]) {
      throw new ConfigError(
        `${labelOf(type, name)}: a variable is only known once it is deployed: deploy first, then try again`,
      );
    }
  }
  const { credentials = {}, variables = NO_VARIABLES } = stored ?? {};
  return { config: form, credentials: { ...credentials, ...typed }, variables };
}

function typedOf(form: NodeConfig, secrets: readonly string[]): Record<string, string | undefined> {
  const typed: Record<string, string | undefined> = {};
  for (const name of secrets) {
    const value = form[name];
    if (typeof value === 'string') typed[name] = value;
  }
  return typed;
}

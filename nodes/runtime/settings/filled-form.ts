import { ConfigError } from '../../../src/domain/errors';
import { holdsVariable } from '../../rules/variable';
import { labelOf, type LabelledType } from '../labels';
import type { NodeConfig } from '../node-red';
import { NO_VARIABLES, type Variables } from './node-config';

/** What is deployed of the node whose dialog is open, where the form may have it. */
export interface Stored {
  config: NodeConfig;
  credentials: Record<string, string | undefined>;
  variables: Variables;
}

/**
 * What a form comes to that may not be deployed yet. What is stored fills in for secrets left untouched, and what variables
 * stand for is looked up, only as deployed. Throws `ConfigError` where the form names a variable that is not deployed just
 * so: else whoever may test could have it sent to a server of their own.
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
      throw new ConfigError(`${labelOf(type, name)}: a variable is looked up only once it is deployed: deploy first`);
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

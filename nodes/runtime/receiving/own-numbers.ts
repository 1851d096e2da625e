import { toError } from '../../../src/domain/errors';
import { filterFaults, type OwnNumbers } from '../../../src/domain/numbers/number-filter';
import type { ConnectionNode } from '../connection/connection-node';
import type { NodeConfig, NodeRed, RuntimeNode } from '../node-red';
import { savedConfig, variablesOf, withVariables } from '../settings/node-config';

const LABEL = 'Own number';

/**
 * A receiving node's `Own number`; undefined: a variable in it is not set. Logs a warning for numbers that never
 * match.
 */
export function ownNumbers(
  RED: NodeRed,
  node: RuntimeNode,
  config: NodeConfig,
  { country }: ConnectionNode,
): OwnNumbers | undefined {
  try {
    const { number } = savedConfig(RED, config);
    const filter = typeof number === 'string' ? withVariables(LABEL, number, variablesOf(RED, node)) : '';
    for (const fault of filterFaults(filter, country)) node.warn(`${LABEL}: ${fault}`);
    return { filter, country };
  } catch (error) {
    // A variable is not set: events wait until it is.
    node.error(toError(error).message);
    return undefined;
  }
}

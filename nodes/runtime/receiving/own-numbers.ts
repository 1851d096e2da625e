import { toError } from '../../../src/domain/errors';
import { filterFaults, numberFilter, type NumberFilter } from '../../../src/domain/numbers/number-filter';
import type { ConnectionNode } from '../connection/connection-node';
import type { NodeConfig, NodeRed, RuntimeNode } from '../node-red';
import { savedConfig, variablesOf, withVariables } from '../settings/node-config';

const LABEL = 'Own number';

/** The filter of a receiving node's `Own number`. A number that can never match is reported in the log. */
export function ownNumbers(
  RED: NodeRed,
  node: RuntimeNode,
  config: NodeConfig,
  { country }: ConnectionNode,
): NumberFilter {
  try {
    const { number } = savedConfig(RED, config);
    const filter = typeof number === 'string' ? withVariables(LABEL, number, variablesOf(RED, node)) : '';
    for (const fault of filterFaults(filter, country)) node.warn(`${LABEL}: ${fault}`);
    return numberFilter(filter, country);
  } catch (error) {
    // A variable is missing: what comes waits until it is there.
    node.error(toError(error).message);
    return () => false;
  }
}

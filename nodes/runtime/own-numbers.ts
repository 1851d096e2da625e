import { filterFaults, numberFilter, type NumberFilter } from '../../src/domain/numbers/number-filter';
import type { ConnectionNode } from './connection-node';
import type { NodeConfig, RuntimeNode } from './node-red';

/** The filter of a receiving node's `Own number`. What can never pass one of its numbers is told in the log. */
export function ownNumbers(node: RuntimeNode, config: NodeConfig, { country }: ConnectionNode): NumberFilter {
  const filter = typeof config.number === 'string' ? config.number : '';
  for (const fault of filterFaults(filter, country)) node.warn(`Own number: ${fault}`);
  return numberFilter(filter, country);
}

import { callsUs } from '../../../src/providers/faces';
import { configsIn, idsOf } from '../ids-in-flows';
import type { NodeConfig, NodeRed } from '../node-red';

/** Is anything deployed at all? */
export function hasFlows(RED: NodeRed): boolean {
  return configsIn(RED).length > 0;
}

/**
 * The flows' connections whose provider calls us, by the ids that their nodes have: also those that have no node now,
 * because they, their tab, or the subflow that they are in are disabled.
 */
export function callersInFlows(RED: NodeRed): { has(id: string): boolean } {
  const configs = configsIn(RED);
  const callers = configs.filter((config) => config.type === 'fax-sms-connection' && mayCallUs(config));
  const ids = new Set(callers.flatMap((config) => idsOf(config, configs)));
  const outer = new Set(configs.filter(({ type }) => !OF_THE_FLOWS.test(type)).map(({ id }) => id));
  return { has: (id) => ids.has(id) || prefixesOf(id).some((prefix) => outer.has(prefix)) };
}

const OF_THE_FLOWS = /^(?:tab|group|subflow(?::.*)?)$/;

/** In the flows as they are saved, a variable may stand for the provider. */
function mayCallUs(config: NodeConfig): boolean {
  return callsUs(config.provider) || String(config.provider).startsWith('$');
}

/** What a module brings as a subflow is in no flow: only the node around it is. */
function prefixesOf(id: string): string[] {
  return [...id.matchAll(/-/g)].map(({ index }) => id.slice(0, index));
}

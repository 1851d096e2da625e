import { callsUs } from '../../../src/providers/faces';
import { configsIn, idsOf } from '../ids-in-flows';
import type { NodeConfig, NodeRed } from '../node-red';

/** True if anything is deployed. */
export function hasFlows(RED: NodeRed): boolean {
  return configsIn(RED).length > 0;
}

/**
 * The ids of all connections in the flows whose provider calls webhooks, including those that have no node now because
 * they, their tab or their subflow are disabled.
 */
export function callersInFlows(RED: NodeRed): { has(id: string): boolean } {
  const configs = configsIn(RED);
  const callers = configs.filter((config) => config.type === 'fax-sms-connection' && mayCallUs(config));
  const ids = new Set(callers.flatMap((config) => idsOf(config, configs)));
  const outer = new Set(configs.filter(({ type }) => !OF_THE_FLOWS.test(type)).map(({ id }) => id));
  return { has: (id) => ids.has(id) || prefixesOf(id).some((prefix) => outer.has(prefix)) };
}

const OF_THE_FLOWS = /^(?:tab|group|subflow(?::.*)?)$/;

/** In saved flows the provider may be a variable. */
function mayCallUs(config: NodeConfig): boolean {
  return callsUs(config.provider) || String(config.provider).startsWith('$');
}

/** Nodes inside a subflow module are not in the flows: only the instance around them is, whose id begins theirs. */
function prefixesOf(id: string): string[] {
  return [...id.matchAll(/-/g)].map(({ index }) => id.slice(0, index));
}

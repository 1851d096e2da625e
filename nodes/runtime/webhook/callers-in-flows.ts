import { callsUs } from '../../../src/providers/faces';
import type { NodeConfig, NodeRed } from '../node-red';

/** Is anything deployed at all? */
export function hasFlows(RED: NodeRed): boolean {
  let count = 0;
  RED.nodes.eachNode(() => (count += 1));
  return count > 0;
}

/**
 * The flows' connections whose provider calls us, by the ids that their nodes have: also those that have no node now,
 * because they, their tab, or the subflow that they are in are disabled.
 */
export function callersInFlows(RED: NodeRed): { has(id: string): boolean } {
  const configs: NodeConfig[] = [];
  RED.nodes.eachNode((config) => configs.push(config));
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

/** More would be a subflow that contains itself, which the editor does not allow. */
const MAX_DEPTH = 20;

/** A node in a subflow exists once in each of its instances, which may be in subflows themselves. */
function idsOf({ id, z }: NodeConfig, configs: readonly NodeConfig[], depth = 0): string[] {
  const isTemplate = configs.some((config) => config.id === z && config.type === 'subflow');
  if (!isTemplate) return [id];
  if (depth > MAX_DEPTH) return [];
  const instances = configs.filter(({ type }) => type === `subflow:${String(z)}`);
  return instances.flatMap((instance) => idsOf(instance, configs, depth + 1)).map((outer) => `${outer}-${id}`);
}

/** What a module brings as a subflow is in no flow: only the node around it is. */
function prefixesOf(id: string): string[] {
  return [...id.matchAll(/-/g)].map(({ index }) => id.slice(0, index));
}

import type { NodeConfig, NodeRed } from './node-red';

/** All that is deployed, as it is saved: disabled nodes, and what is in subflows, once. */
export function configsIn(RED: NodeRed): NodeConfig[] {
  const configs: NodeConfig[] = [];
  RED.nodes.eachNode((config) => configs.push(config));
  return configs;
}

/** More would be a subflow that contains itself, which the editor does not allow. */
const MAX_DEPTH = 20;

/** Those that its nodes have, or would have: one in a subflow exists once in each of its instances, which may be in subflows. */
export function idsOf({ id, z }: NodeConfig, configs: readonly NodeConfig[], depth = 0): string[] {
  const isTemplate = configs.some((config) => config.id === z && config.type === 'subflow');
  if (!isTemplate) return [id];
  if (depth > MAX_DEPTH) return [];
  const instances = configs.filter(({ type }) => type === `subflow:${String(z)}`);
  return instances.flatMap((instance) => idsOf(instance, configs, depth + 1)).map((outer) => `${outer}-${id}`);
}

import type { NodeConfig, NodeRed } from './node-red';

/** The saved configs of all deployed nodes: disabled ones too, and those inside subflows once. */
export function configsIn(RED: NodeRed): NodeConfig[] {
  const configs: NodeConfig[] = [];
  RED.nodes.eachNode((config) => configs.push(config));
  return configs;
}

/** Deeper nesting would be a subflow that contains itself, which the editor does not allow. */
const MAX_DEPTH = 20;

/**
 * The ids of the nodes made from this config: a node in a subflow exists once in each of the subflow's instances,
 * which may themselves be in subflows.
 */
export function idsOf({ id, z }: NodeConfig, configs: readonly NodeConfig[], depth = 0): string[] {
  const isTemplate = configs.some((config) => config.id === z && config.type === 'subflow');
  if (!isTemplate) return [id];
  if (depth > MAX_DEPTH) return [];
  const instances = configs.filter(({ type }) => type === `subflow:${String(z)}`);
  return instances.flatMap((instance) => idsOf(instance, configs, depth + 1)).map((outer) => `${outer}-${id}`);
}

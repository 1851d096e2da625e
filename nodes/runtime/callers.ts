import type { NodeConfig, NodeRed } from './node-red';

/** Providers that call us. */
const CALLERS: readonly unknown[] = ['esendex', 'aculab'];

export function callsUs({ provider }: NodeConfig): boolean {
  return CALLERS.includes(provider);
}

/** Ids of the flows' connections whose provider calls us, also of those that are disabled and so have no node. */
export function callersInFlows(RED: NodeRed): ReadonlySet<string> {
  const ids = new Set<string>();
  RED.nodes.eachNode((config) => {
    if (config.type === 'fax-sms-connection' && callsUs(config)) ids.add(config.id);
  });
  return ids;
}

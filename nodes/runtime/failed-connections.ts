import type { ConnectionState } from '../../src/connection/connection-state';
import { deployed } from './deployed';
import type { NodeConfig } from './node-red';

/** What is shown of a connection that is deployed and cannot run; what is wrong with it is in the log. */
export type FailedConnection = { id: string; name: string; provider: string } & ConnectionState;

const nodes = new Map<string, () => FailedConnection>();

/** A connection's config node, with its state whenever it is asked for. Returns what tells that it is deployed no more. */
export function noteConnection({ id, name, provider }: NodeConfig, state: () => ConnectionState): () => void {
  const shown = (): FailedConnection => ({ id, name: textOf(name), provider: textOf(provider), ...state() });
  nodes.set(id, shown);
  return () => {
    if (nodes.get(id) === shown) nodes.delete(id);
  };
}

export function failedConnections(): FailedConnection[] {
  const idle = [...nodes].filter(([id]) => deployed.get(id) === undefined);
  return idle.map(([, shown]) => shown()).filter(({ state }) => state === 'error');
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

import type { ConnectionState } from '../../../src/connection/connection-state';
import { deployed } from './deployed';
import type { NodeConfig } from '../node-red';

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
  return restingConnections().filter(({ state }) => state === 'error');
}

/** Also those that have nothing to do yet, such as one that no node uses. */
export function restingConnections(): FailedConnection[] {
  return [...nodes].filter(([id]) => deployed.get(id) === undefined).map(([, shown]) => shown());
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

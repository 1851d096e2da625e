import type { NodeConfig } from './node-red';

/** What is shown of a deployed connection whose settings cannot work; what is wrong with them is in the log. */
export interface Misconfigured {
  id: string;
  name: string;
  provider: string;
  state: 'error';
  reason: 'config';
}

const byId = new Map<string, Misconfigured>();

/** Returns what tells that it is deployed no more. */
export function addMisconfigured({ id, name, provider }: NodeConfig): () => void {
  const entry: Misconfigured = { id, name: textOf(name), provider: textOf(provider), state: 'error', reason: 'config' };
  byId.set(id, entry);
  return () => {
    if (byId.get(id) === entry) byId.delete(id);
  };
}

export function misconfigured(): ReadonlyMap<string, Misconfigured> {
  return byId;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : '';
}

import { deployed } from '../../nodes/runtime/connection/deployed';
import type { Sharing } from '../../src/store/sharing';
import { FakeInstances, type FakeInstance } from './fake-instances';

export interface SharedStore {
  instances: FakeInstances;
  /** This Node-RED. */
  own: FakeInstance;
}

/** Makes the store of a running connection a shared one, whose other instances a test lets come and go. */
export function shareStore(id: string, name = 'node-red-1'): SharedStore {
  const entry = deployed.get(id);
  const scope = entry?.connection.scope;
  if (!entry || scope === undefined) throw new Error('its account is not known yet');
  const { home } = entry;
  const instances = new FakeInstances(home.clock());
  const own = instances.join(name);
  own.seek(scope, () => undefined);
  (home.store as { sharing: Sharing }).sharing = own;
  // As after a start, so that it hears of the others from now on.
  deployed.remove(entry);
  deployed.add(entry);
  deployed.reserve(scope, entry.settings);
  return { instances, own };
}

import type { AdminApi } from './admin-api';
import { eventually } from './eventually';

/** A person decides about every job whose outcome is unknown: none is sent again. Resolves with their ids. */
export async function dropUnknown(admin: AdminApi, connections: readonly string[]): Promise<string[]> {
  const dropped = new Set<string>();
  await eventually('a person has decided', async () => {
    for (const connection of connections) {
      for (const { id } of await admin.jobs(connection, 'unknown')) {
        // The answer may get lost.
        dropped.add(id);
        if (!(await admin.drop(connection, id))) dropped.delete(id);
      }
    }
    return true;
  });
  return [...dropped];
}

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

/** What the product knew by itself: of those that were dropped nobody knew, and they are told as cancelled. */
export function beforeDropping<Told extends { jobId: string; state: string }>(
  all: readonly Told[],
  dropped: readonly string[],
): Told[] {
  return all.map((told) => (dropped.includes(told.jobId) ? { ...told, state: 'unknown' } : told));
}

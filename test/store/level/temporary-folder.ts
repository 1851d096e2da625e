import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A folder of its own for one test's store. */
export async function temporaryFolder(): Promise<{ folder: string; remove: () => Promise<void> }> {
  const parent = await mkdtemp(join(tmpdir(), 'pushline-store-'));
  return { folder: join(parent, 'pushline'), remove: () => rm(parent, { recursive: true, force: true }) };
}

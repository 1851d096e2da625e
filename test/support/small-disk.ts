import { execFileSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { unprivileged } from './postgres-server';

/** A disk of 16 MB in memory, which a database may use; undefined where nobody may mount one. */
export async function smallDisk(): Promise<{ path: string; remove: () => Promise<void> } | undefined> {
  const path = await mkdtemp(join(tmpdir(), 'pushline-disk-'));
  const { uid = process.getuid?.(), gid = process.getgid?.() } = unprivileged();
  const run = (program: string, ...args: string[]): void => void execFileSync(program, args, { stdio: 'ignore' });
  try {
    run('mount', '-t', 'tmpfs', '-o', `size=16m,uid=${uid},gid=${gid},mode=700`, 'none', path);
  } catch {
    await rm(path, { recursive: true });
    return undefined;
  }
  const remove = async (): Promise<void> => {
    run('umount', '-l', path);
    await rm(path, { recursive: true });
  };
  return { path, remove };
}

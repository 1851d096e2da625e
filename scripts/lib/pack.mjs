import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../build.mjs';
import { ensureDependencies } from '../setup.mjs';
import { cache, root } from './root.mjs';
import { npm } from './run.mjs';

/** Builds and packs the package as users install it. Resolves with the tarball's path. */
export async function pack() {
  await ensureDependencies();
  await build();
  const folder = join(cache, 'pack');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  await npm(['pack', '--pack-destination', folder, '--loglevel=error'], { cwd: root, quiet: true });
  const [tarball] = readdirSync(folder);
  return join(folder, tarball);
}

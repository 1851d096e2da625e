import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

/** The path of the first of these programs that is on the PATH, or undefined. */
export function findProgram(...names) {
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isProgram);
}

export function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** Installs Debian packages. Throws when that is not possible: it needs root and apt-get. */
export async function installDebian(...packages) {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    throw new Error(`These Debian packages are needed and cannot be installed here: ${packages.join(', ')}`);
  }
  console.log(`Installing ${packages.join(', ')} from the Debian packages ...`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (limit, ...args) =>
    run('timeout', [limit, 'apt-get', '-qq', ...args], { env, name: 'apt-get', quiet: true });
  await apt('120', 'update');
  await apt('300', 'install', '-y', '--no-install-recommends', ...packages);
}

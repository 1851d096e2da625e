import { join } from 'node:path';
import { findProgram, installDebian, isProgram } from './debian.mjs';

const names = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome'];
const usual = [
  ...names.map((name) => join('/usr/bin', name)),
  '/snap/bin/chromium',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/** The path of a Chromium: CHROMIUM, or one on the PATH or in a usual place. Throws if CHROMIUM is not a program. */
export function findChromium() {
  const named = process.env.CHROMIUM;
  if (named && !isProgram(named)) throw new Error(`CHROMIUM names no program: ${named}`);
  return named || findProgram(...names) || usual.find(isProgram);
}

/** Throws when Chromium cannot be installed. */
export async function installChromium() {
  await installDebian('chromium');
}

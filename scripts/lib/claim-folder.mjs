import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';

/** A start takes a minute or two with installing and building, so one that takes longer than this has failed. */
const STARTS_WITHIN_MS = 10 * 60_000;
/** An empty file is just being written, or if it is older than this, was never completed. */
const WRITTEN_WITHIN_MS = 2_000;

/**
 * Allows only one Node-RED per folder: a second one would rebuild the package under the first and find its store
 * locked. Resolves with `{ holder: { pid, url } }` when one is running or starting there. Otherwise resolves with
 * `{ runs, release }`, to be called with the URL when Node-RED runs, and after it has ended.
 */
export async function claimFolder(folder) {
  const file = join(folder, '.running.json');
  mkdirSync(folder, { recursive: true });
  while (!create(file, { pid: process.pid })) {
    const holder = read(file);
    if (holder && (await isThere(holder, file))) return { holder };
    if (!holder && ageOf(file) < WRITTEN_WITHIN_MS) await setTimeout(100);
    else rmSync(file, { force: true });
  }
  return {
    runs: (nodeRed) => writeFileSync(file, JSON.stringify(nodeRed)),
    release: () => rmSync(file, { force: true }),
  };
}

function create(file, content) {
  try {
    writeFileSync(file, JSON.stringify(content), { flag: 'wx' });
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return false;
    throw error;
  }
}

function read(file) {
  try {
    const { pid, url } = JSON.parse(readFileSync(file, 'utf8'));
    return Number.isInteger(pid) ? { pid, url } : undefined;
  } catch {
    return undefined;
  }
}

/** Checks both the process and its answer, because another one may have got the same id or port since. */
async function isThere({ pid, url }, file) {
  if (!isAlive(pid)) return false;
  if (url === undefined) return ageOf(file) < STARTS_WITHIN_MS;
  try {
    return (await fetch(`${url}/settings`, { signal: AbortSignal.timeout(5000) })).status < 500;
  } catch {
    return false;
  }
}

function ageOf(file) {
  return Date.now() - (statSync(file, { throwIfNoEntry: false })?.mtimeMs ?? 0);
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

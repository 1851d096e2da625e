import { realpathSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { ConfigError } from '../../../src/domain/errors';
import { isRecord } from '../../../src/domain/is-record';
import type { NodeRed } from '../node-red';

/** `pushline: { … }` in settings.js: docs/contract.md#settings. */
export interface PushlineSettings {
  /** Divides every wait; for tests, and only with the simulator or on loopback. */
  timeScale: number;
}

export function pushlineSettings(RED: NodeRed): PushlineSettings {
  const { timeScale = 1 } = given(RED);
  return { timeScale: typeof timeScale === 'number' && timeScale > 0 ? timeScale : 1 };
}

/**
 * The absolute paths of the folders whose files a message may name as documents; relative paths begin at the first
 * one. None if the setting is an empty list, or if it is absent and the working directory holds too much to give away.
 * Throws `ConfigError` if it is not a list of folders.
 */
export function documentRoots(RED: NodeRed): string[] {
  const { documentRoots: roots } = given(RED);
  if (roots === undefined) return defaultRoots(RED);
  if (!Array.isArray(roots) || !roots.every(isFolderName)) {
    throw new ConfigError('pushline.documentRoots in settings.js must be a list of folders, each in quotes');
  }
  return roots.map((root) => resolve(root));
}

/**
 * The token for reading health and metrics: `monitorToken` in settings.js, otherwise the environment variable.
 * `wanted`: it is set but unusable, for example because a variable in settings.js is not set: then nobody gets in by
 * token, and the routes are not left open.
 */
export function monitorToken(RED: NodeRed): { token: string } | 'wanted' | 'none' {
  const own = given(RED);
  if (!('monitorToken' in own) && process.env[MONITOR_VARIABLE] === undefined) return 'none';
  const token = 'monitorToken' in own ? own.monitorToken : process.env[MONITOR_VARIABLE];
  return typeof token === 'string' && TOKEN.test(token) ? { token } : 'wanted';
}

const MONITOR_VARIABLE = 'PUSHLINE_MONITOR_TOKEN';
/** Characters that a header can hold. */
const TOKEN = /^[\x21-\x7e]{16,}$/;

/** `<userDir>/pushline`: the embedded store and its documents. */
export function storeFolder(RED: NodeRed): string {
  return join(RED.settings.userDir ?? process.cwd(), 'pushline');
}

function given(RED: NodeRed): Record<string, unknown> {
  return isRecord(RED.settings.pushline) ? RED.settings.pushline : {};
}

/** Home and user directories hold keys and settings, so neither they nor a folder that contains one is a default. */
function defaultRoots(RED: NodeRed): string[] {
  const root = resolve(workingDirectory(RED));
  const real = realOf(root);
  const own = [homedir(), RED.settings.userDir].flatMap((folder) => (folder === undefined ? [] : realOf(folder)));
  const isHome = [real, dirname(real)].some((folder) => HOMES.includes(folder));
  return isHome || own.some((folder) => contains(real, folder)) ? [] : [root];
}

/** Folders of home directories, including those of other users than the one that Node-RED runs as. */
const HOMES = ['/home', '/Users', ...(process.platform === 'win32' ? [dirname(homedir())] : [])];

function contains(folder: string, path: string): boolean {
  const [first] = relative(folder, path).split(sep);
  return first !== '..' && !isAbsolute(relative(folder, path));
}

function realOf(folder: string): string {
  try {
    return realpathSync(folder);
  } catch {
    return resolve(folder);
  }
}

/** The folder at which Node-RED's own file nodes begin relative paths. */
function workingDirectory(RED: NodeRed): string {
  const { fileWorkingDirectory } = RED.settings;
  return isFolderName(fileWorkingDirectory) ? fileWorkingDirectory : process.cwd();
}

function isFolderName(value: unknown): value is string {
  return typeof value === 'string' && value.trim() !== '';
}

import { createHash } from 'node:crypto';
import { readFileSync, type BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { compact } from '../../../domain/compact';
import { isRecord } from '../../../domain/is-record';
import { replaceFile } from '../../../disk/replace-file';

/**
 * Where this folder lies: in a file that a copy, a restored backup and a folder that was moved to another disk have, but
 * as another file. Two that both believe to be the only one would send everything twice.
 */
const FILE = 'place.json';

interface Place {
  /** The file's own number and time of birth: a copy has others, the same disk in another machine has the same. */
  inode: string;
  born: string;
  path: string;
  /** Hashed: it concerns nobody. */
  machine: string;
}

export interface PlaceMarks {
  /** It was: documents may belong to events that the store no longer knows. */
  restored?: boolean;
  /** What has become of its jobs and events since is not known, and has to be written down still. */
  doubtful?: boolean;
}

/** Is this the folder, and not a copy of it? False also where nothing tells. */
export async function isInPlace(folder: string): Promise<boolean> {
  const path = join(folder, FILE);
  const kept = await readPlace(folder);
  return kept !== undefined && isSame(kept, placeOf(await stat(path, { bigint: true }), folder));
}

export async function readMarks(folder: string): Promise<PlaceMarks> {
  const { restored, doubtful } = (await readPlace(folder)) ?? {};
  return compact({
    restored: restored === true ? restored : undefined,
    doubtful: doubtful === true ? doubtful : undefined,
  });
}

/** Where birth is not told. */
const UNKNOWN = '0';

/**
 * A number that a deleted file had is given to the next one, so the birth must agree, too. Some file systems number their
 * files anew at each mount, and some know no birth: then the other marks decide.
 */
function isSame(kept: Place, now: Place): boolean {
  const isBornKnown = kept.born !== UNKNOWN && now.born !== UNKNOWN;
  if (kept.inode === now.inode) return !isBornKnown || kept.born === now.born;
  return kept.machine === now.machine && (isBornKnown ? kept.born === now.born : kept.path === now.path);
}

/** From now on it is this one. Durable when it resolves. */
export async function writePlace(folder: string, marks: PlaceMarks = {}): Promise<void> {
  await replaceFile(join(folder, FILE), (file) => `${JSON.stringify({ ...placeOf(file, folder), ...marks })}\n`);
}

async function readPlace(folder: string): Promise<(Place & PlaceMarks) | undefined> {
  return parse(await readFile(join(folder, FILE), 'utf8').catch(() => ''));
}

function placeOf({ ino, birthtimeNs }: BigIntStats, folder: string): Place {
  return { inode: String(ino), born: String(birthtimeNs), path: hashOf(resolve(folder)), machine: hashOf(machine()) };
}

function machine(): string {
  try {
    return readFileSync('/etc/machine-id', 'utf8');
  } catch {
    return hostname();
  }
}

function hashOf(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

function parse(text: string): (Place & PlaceMarks) | undefined {
  try {
    const value: unknown = JSON.parse(text);
    if (!isRecord(value)) return undefined;
    const { inode, born, path, machine: at, restored, doubtful } = value;
    if (typeof inode !== 'string' || typeof born !== 'string' || typeof path !== 'string') return undefined;
    const marks = { restored: restored === true, doubtful: doubtful === true };
    return typeof at === 'string' ? { inode, born, path, machine: at, ...marks } : undefined;
  } catch {
    return undefined;
  }
}

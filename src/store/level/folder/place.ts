import { createHash } from 'node:crypto';
import { readFileSync, type BigIntStats } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join, resolve } from 'node:path';
import { compact } from '../../../domain/compact';
import { isRecord } from '../../../domain/is-record';
import { replaceFile } from '../../../disk/replace-file';

/**
 * Records where this folder is. In a copy, a restored backup or a folder moved to another disk it is a different file,
 * which shows that the folder is not the original. Two folders that both claim to be the original would send everything
 * twice.
 */
const FILE = 'place.json';

interface Place {
  /** The file's inode number and time of creation: a copy has others, the same disk in another machine has the same. */
  inode: string;
  born: string;
  path: string;
  /** Hashed, because the name is nobody's business. */
  machine: string;
}

export interface PlaceMarks {
  /** The folder was restored: documents may belong to events that the store no longer knows. */
  restored?: boolean;
  /** It is unknown what became of its jobs and events since the backup, and the rows do not say so yet. */
  doubtful?: boolean;
}

/** Whether this is the original folder, and not a copy. False also if that cannot be determined. */
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

/** The time of creation on file systems that do not record it. */
const UNKNOWN = '0';

/**
 * The inode number of a deleted file is used again, so the time of creation must agree, too. Some file systems renumber
 * their files at each mount, and some record no creation: then the other marks decide.
 */
function isSame(kept: Place, now: Place): boolean {
  const isBornKnown = kept.born !== UNKNOWN && now.born !== UNKNOWN;
  if (kept.inode === now.inode) return !isBornKnown || kept.born === now.born;
  return kept.machine === now.machine && (isBornKnown ? kept.born === now.born : kept.path === now.path);
}

/** From now on this folder is the original. Durable when it resolves. */
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

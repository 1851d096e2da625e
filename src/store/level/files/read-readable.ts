import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BrokenFileError } from './cursor';
import { readBatch, type Version } from './read-batch';
import { readLog } from './read-log';
import { readManifest } from './read-manifest';
import { Table } from './read-table';
import { scanTable } from './scan-table';

export interface Readable {
  /** The newest version of each key that can be read and passes `isSound`; deleted ones, too. */
  newest: Map<string, Version>;
  /** Files that cannot be read completely. */
  damaged: string[];
}

/** LevelDB uses this number for the end of a block, not for a version. */
const NO_SEQUENCE = 2 ** 56 - 1;

/**
 * Reads whatever is readable in a database that LevelDB must not open any more, block by block and record by record.
 * `isSound`: whether this is what was written under its key.
 */
export async function readReadable(folder: string, isSound: (version: Version) => boolean): Promise<Readable> {
  const readable: Readable = { newest: new Map(), damaged: [] };
  for (const name of await filesOf(folder)) {
    const file = await readFile(join(folder, name)).catch(() => undefined);
    const { versions, isWhole } = file ? versionsIn(name, file) : { versions: [], isWhole: false };
    let areSound = true;
    for (const version of versions) {
      if (version.sequence >= NO_SEQUENCE) continue;
      if (!isSound(version)) areSound = false;
      else if (version.sequence > (readable.newest.get(version.key)?.sequence ?? -1)) {
        readable.newest.set(version.key, version);
      }
    }
    if (!isWhole || !areSound) readable.damaged.push(name);
  }
  return readable;
}

/** The files named by the manifest, if that is intact: others may be older, and contain what was deleted since. */
async function filesOf(folder: string): Promise<string[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => /^\d+\.(ldb|sst|log)$/.test(name)).sort();
  const manifest = await manifestOf(folder);
  if (manifest === undefined) return names;
  return names.filter((name) =>
    name.endsWith('.log') ? parseInt(name, 10) >= manifest.logNumber : manifest.tables.has(parseInt(name, 10)),
  );
}

async function manifestOf(folder: string) {
  try {
    const current = (await readFile(join(folder, 'CURRENT'), 'utf8')).trim();
    return readManifest(await readFile(join(folder, current)));
  } catch {
    return undefined;
  }
}

interface Found {
  versions: Version[];
  isWhole: boolean;
}

function versionsIn(name: string, file: Buffer): Found {
  return name.endsWith('.log') ? inLog(file) : inTable(new Table(file), file);
}

function inLog(file: Buffer): Found {
  const { records, end, isBroken } = readLog(file);
  const batches = records.map((record) => attempt(() => readBatch(record).versions));
  return { versions: batches.flatMap((versions) => versions ?? []), isWhole: end === 'whole' && !isBroken };
}

function inTable(table: Table, file: Buffer): Found {
  const listed = attempt(() => table.blocks());
  const blocks = (listed ?? [...scanTable(file)]).map((place) => attempt(() => table.versions(place)));
  return { versions: blocks.flatMap((versions) => versions ?? []), isWhole: isWhole(table) };
}

function isWhole(table: Table): boolean {
  const checked = attempt(() => {
    table.check();
    return true;
  });
  return checked === true;
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof BrokenFileError) return undefined;
    throw error;
  }
}

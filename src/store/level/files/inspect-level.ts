import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { hasCode } from '../failure-reason';
import { BrokenFileError } from './cursor';
import { readBatch, type Version, type WrittenBatch } from './read-batch';
import { readLog } from './read-log';
import { readManifest, type Manifest } from './read-manifest';
import { Table } from './read-table';

/** Something wrong with the files of a database. `missing`: it must have been there, and is not. */
export interface Finding {
  kind: 'missing' | 'damaged';
  /** The file's name. */
  file: string;
}

export interface LevelInspection {
  findings: Finding[];
  /** The newest version of the key that was asked for; undefined if it was never written, or none is left. */
  newest: Version | undefined;
}

/**
 * Checks every byte of a closed database, and changes nothing. LevelDB itself checks little: it returns flipped bits,
 * skips a damaged piece of its log, takes a missing log for one that was never written, and deletes tables that an
 * older manifest does not name. So it must not open a database with findings. Rejects only with errors of the system,
 * such as missing rights.
 */
export async function inspectLevel(folder: string, key: string): Promise<LevelInspection> {
  const inspector = new Inspector(folder, key);
  await inspector.inspect();
  return inspector;
}

class Inspector implements LevelInspection {
  readonly #folder: string;
  readonly #key: string;
  readonly findings: Finding[] = [];
  newest: Version | undefined;

  constructor(folder: string, key: string) {
    this.#folder = folder;
    this.#key = key;
  }

  async inspect(): Promise<void> {
    const names = await readdir(this.#folder).catch(() => undefined);
    if (names === undefined || names.length === 0) {
      this.#found('missing', 'level');
      return;
    }
    const manifest = await this.#manifest();
    if (manifest === undefined) return;
    for (const [number, size] of manifest.tables) await this.#table(number, size);
    await this.#logs(manifest, names);
  }

  async #manifest(): Promise<Manifest | undefined> {
    const current = (await this.#read('CURRENT'))?.toString();
    if (current === undefined) return undefined;
    const [, name] = /^(MANIFEST-\d+)\n$/.exec(current) ?? [];
    if (name === undefined) {
      this.#found('damaged', 'CURRENT');
      return undefined;
    }
    const file = await this.#read(name);
    return file && this.#whole(name, () => readManifest(file));
  }

  async #table(number: number, size: number): Promise<void> {
    const name = await this.#nameOf(number);
    const file = await this.#read(name);
    if (file === undefined) return;
    this.#whole(name, () => {
      if (file.length !== size) throw new BrokenFileError('a table has the wrong size');
      const table = new Table(file);
      table.check();
      this.#meet(table.newest(this.#key));
    });
  }

  /** Earlier versions of LevelDB used another ending; it still reads both. */
  async #nameOf(number: number): Promise<string> {
    const [name, older] = ['ldb', 'sst'].map((ending) => `${pad(number)}.${ending}`) as [string, string];
    const names = await readdir(this.#folder);
    return names.includes(name) || !names.includes(older) ? name : older;
  }

  async #logs({ logNumber, lastSequence }: Manifest, names: string[]): Promise<void> {
    const numbers = names.flatMap((name) => /^(\d+)\.log$/.exec(name)?.[1] ?? []).map(Number);
    const live = numbers.filter((number) => number >= logNumber).sort((one, other) => one - other);
    if (live[0] !== logNumber) this.#found('missing', `${pad(logNumber)}.log`);
    let before: ReadLog | undefined;
    for (const name of live.map((number) => `${pad(number)}.log`)) {
      const log = await this.#log(name);
      const [first] = log?.batches ?? [];
      if (log === undefined || first === undefined) continue;
      // The beginning of the first log may already be in the tables.
      const isNext = before ? first.sequence === endOf(before.batches) : first.sequence <= lastSequence + 1;
      if (!isNext) this.#found('missing', `what was written before ${name}`);
      if (before?.isTorn === true) this.#found('damaged', before.name);
      before = log;
    }
  }

  async #log(name: string): Promise<ReadLog | undefined> {
    const file = await this.#read(name);
    const log = file && this.#whole(name, () => ({ name, ...contentOf(file) }));
    for (const { versions } of log?.batches ?? []) {
      for (const version of versions) if (version.key === this.#key) this.#meet(version);
    }
    return log;
  }

  #meet(version: Version | undefined): void {
    if (version && version.sequence > (this.newest?.sequence ?? -1)) this.newest = version;
  }

  /** undefined: it is missing, or its sectors are unreadable. */
  async #read(name: string): Promise<Buffer | undefined> {
    try {
      return await readFile(join(this.#folder, name));
    } catch (error) {
      if (hasCode(error, 'ENOENT')) this.#found('missing', name);
      else if (hasCode(error, 'EIO') || hasCode(error, 'EISDIR')) this.#found('damaged', name);
      else throw error;
      return undefined;
    }
  }

  #whole<T>(file: string, read: () => T): T | undefined {
    try {
      return read();
    } catch (error) {
      if (!(error instanceof BrokenFileError)) throw error;
      this.#found('damaged', file);
      return undefined;
    }
  }

  #found(kind: Finding['kind'], file: string): void {
    this.findings.push({ kind, file });
  }
}

interface ReadLog {
  name: string;
  batches: WrittenBatch[];
  /**
   * It ends in a write that was cut off. That is normal in the last log
   * only: no caller was told that this write is durable.
   */
  isTorn: boolean;
}

function contentOf(file: Buffer): Omit<ReadLog, 'name'> {
  const { records, isBroken, end } = readLog(file);
  if (isBroken) throw new BrokenFileError('a record of the log is damaged');
  const batches = records.map(readBatch);
  for (const [index, { sequence }] of batches.entries()) {
    if (index > 0 && sequence !== endOf(batches.slice(index - 1, index))) {
      throw new BrokenFileError('a record of the log is missing');
    }
  }
  return { batches, isTorn: end !== 'whole' };
}

/** The sequence number of the next batch. */
function endOf(batches: WrittenBatch[]): number | undefined {
  const last = batches.at(-1);
  return last && last.sequence + last.versions.length;
}

function pad(number: number): string {
  return String(number).padStart(6, '0');
}

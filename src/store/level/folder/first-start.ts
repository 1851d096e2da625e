import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { BrokenFileError } from '../files/cursor';
import { readBatch } from '../files/read-batch';
import { readLog } from '../files/read-log';
import { incomplete } from './verdicts';

/** The prefix of all that a store writes before it is ready. */
const META = 'meta/';

/**
 * For a folder without its record. Either its first start was cut off, nothing was ever reported as stored, and the
 * remains are removed; or it is part of a store, and is refused.
 */
export async function clearUnfinished(folder: string): Promise<void> {
  const documents = await readdir(join(folder, 'documents')).catch(() => []);
  const level = join(folder, 'level');
  if (documents.length > 0 || (await holdsRows(level))) throw incomplete(['store.json']);
  await rm(level, { recursive: true, force: true });
}

async function holdsRows(level: string): Promise<boolean> {
  const names = await readdir(level).catch(() => []);
  if (names.some((name) => /\.(ldb|sst)$/.test(name))) return true;
  const logs = names.filter((name) => name.endsWith('.log'));
  const files = await Promise.all(logs.map((name) => readFile(join(level, name))));
  return files.some((file) => keysOf(file).some((key) => !key.startsWith(META)));
}

function keysOf(log: Buffer): string[] {
  return readLog(log).records.flatMap((record) => {
    try {
      return readBatch(record).versions.map(({ key }) => key);
    } catch (error) {
      if (error instanceof BrokenFileError) return ['unreadable'];
      throw error;
    }
  });
}

import { createHash } from 'node:crypto';
import { cp, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { DocumentFolder } from '../../../src/documents/document-folder';
import { silentLog } from '../../../src/domain/log';
import { writePlace } from '../../../src/store/level/folder/place';
import { openLevelStore } from '../../../src/store/level/open-level-store';
import type { Store } from '../../../src/store/store';
import { newJob } from '../../contract/job-store';
import { newEvent } from '../../contract/store';
import { FakeClock } from '../../support/fake-clock';

/** Events of each generation of the folder: those of the first lie in a table, those of the last in the log. */
export const IN_TABLE = Array.from({ length: 60 }, (_, index) => `table-${index}`);
export const IN_LOG = Array.from({ length: 40 }, (_, index) => `log-${index}`);
export const JOB = 'job-in-table';

export const open = (folder: string): Promise<Store> =>
  openLevelStore({ folder, clock: new FakeClock(), log: silentLog });

/** A store as it lies there when Node-RED is stopped: a table, a log, a document, a job. */
export async function makeFolder(folder: string): Promise<void> {
  const documents = new DocumentFolder(folder);
  const first = await open(folder);
  await first.jobs.submit(newJob(JOB));
  for (const id of IN_TABLE) await first.accept(newEvent(id, { raw: { text: noise(id, 400) } }));
  const { md5: _md5, ...document } = await documents.write(Buffer.from('II*\0 a fax'));
  await first.accept(newEvent('with-document', { document: { ...document, filename: 'fax.tif' } }));
  await first.close();
  const second = await open(folder);
  for (const id of IN_LOG) await second.accept(newEvent(id, { raw: { text: noise(id, 1_500) } }));
  await second.close();
}

/** Does not pack: a flipped bit of it is a flipped bit of a value. */
function noise(seed: string, length: number): string {
  let text = '';
  while (text.length < length) text += createHash('sha256').update(`${seed}${text.length}`).digest('base64');
  return text.slice(0, length);
}

/** As if it had always been this one. */
export async function copyInPlace(folder: string, copy: string): Promise<void> {
  await cp(folder, copy, { recursive: true, preserveTimestamps: true });
  await writePlace(copy);
}

/** What is still there of the events, by id; `intact`: with all that was written. */
export async function eventsIn(store: Store): Promise<string[]> {
  const heads = await store.list({ scope: newEvent('x').scope, state: 'new', limit: 1_000 });
  const rows = await Promise.all(heads.map(({ key }) => store.get(key)));
  return rows.map((row, index) => `${heads[index]?.providerId ?? ''} ${JSON.stringify(row?.raw)}`);
}

/** Every file below a folder with the hash of its bytes, but for LevelDB's own notes and its lock. */
export async function filesIn(folder: string): Promise<Record<string, string>> {
  const files: Record<string, string> = {};
  for (const name of (await readdir(folder, { recursive: true })).sort()) {
    if (/level.(LOG|LOG\.old|LOCK)$/.test(name) || !(await stat(join(folder, name))).isFile()) continue;
    files[name] = createHash('sha256')
      .update(await readFile(join(folder, name)))
      .digest('hex');
  }
  return files;
}

/** The name of the newest file of LevelDB that ends, or begins, so. */
export async function newest(folder: string, like: string): Promise<string> {
  const names = (await readdir(join(folder, 'level'))).filter((name) => name.includes(like)).sort();
  return join(folder, 'level', names.at(-1) ?? `no ${like}`);
}

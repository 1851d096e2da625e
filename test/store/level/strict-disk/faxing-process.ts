import { writeSync } from 'node:fs';
import { ClassicLevel } from 'classic-level';
import { DocumentFolder } from '../../../../src/documents/document-folder';
import { systemClock } from '../../../../src/domain/clock';
import { silentLog } from '../../../../src/domain/log';
import { openLevelStore } from '../../../../src/store/level/open-level-store';
import { newEvent } from '../../../contract/store';

/** A process that stores faxes and prints the id of each once it is durable. Its logs are small, so that many begin. */
async function run([folder = '', count = '0']: string[]): Promise<void> {
  const createDb = (location: string) => new ClassicLevel(location, { writeBufferSize: 64 * 1024 });
  const store = await openLevelStore({ folder, clock: systemClock(), log: silentLog, createDb });
  const documents = new DocumentFolder(folder);
  for (let number = 0; number < Number(count); number += 1) {
    const { md5: _md5, ...document } = await documents.write(Buffer.from(`II*\0 fax ${number}`));
    const raw = { text: `${number}`.padEnd(2_000, 'x') };
    await store.accept(newEvent(`fax-${number}`, { raw, document: { ...document, filename: 'fax.tif' } }));
    writeSync(1, `fax-${number}\n`);
  }
  await store.close();
}

void run(process.argv.slice(2));

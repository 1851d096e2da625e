import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { silentLog } from '../../../src/domain/log';
import { LevelDatabase } from '../../../src/store/level/level-database';
import { levelRows } from '../../../src/store/level/level-rows';
import { below } from '../../../src/store/path';
import { rowsContract, type RowsFixture } from '../../contract/rows';
import { FakeClock } from '../../support/fake-clock';
import { FaultyDisk, systemError } from './faulty-level';
import { GROUP, HOMES, OWNERS } from './moving-process';
import { temporaryFolder } from './temporary-folder';

async function createFixture(): Promise<RowsFixture> {
  const { folder, remove } = await temporaryFolder();
  const disk = new FaultyDisk();
  return {
    async open() {
      disk.writeError = undefined;
      const database = await open(folder, disk);
      return { rows: levelRows(database), close: () => database.close() };
    },
    failNextCommit(reachesDisk) {
      disk.writeError = systemError('LEVEL_IO_ERROR', 'IO error: No space left on device');
      disk.writesAllTheSame = reachesDisk;
    },
    destroy: remove,
  };
}

function open(folder: string, disk = new FaultyDisk()): Promise<LevelDatabase> {
  return LevelDatabase.open({ folder, clock: new FakeClock(), log: silentLog, createDb: disk.createDb });
}

rowsContract('The embedded store', createFixture);

describe('The rows of the embedded store', () => {
  it('have all of a change, or nothing, after ten kills in the middle of writing', async () => {
    const home = await temporaryFolder();
    for (let round = 0; round < 10; round += 1) {
      const script = join(__dirname, 'moving-process.ts');
      const child = spawn(process.execPath, ['--import', 'tsx', script, home.folder], {
        stdio: ['ignore', 'pipe', 'inherit'],
      });
      let told = '';
      child.stdout.setEncoding('utf8').on('data', (text: string) => (told += text));
      await once(child.stdout, 'data');
      setTimeout(() => child.kill('SIGKILL'), 20 + Math.random() * 200);
      await once(child, 'close');
      const database = await open(home.folder);
      const rows = levelRows(database);
      const pages = await rows.list(HOMES.map((path) => ({ ...below(path), limit: 1_000 })));
      const counts = await rows.counts(GROUP);
      const moved = (await rows.get(OWNERS)).map((text) => Number(text));
      assert.equal(pages.flat().length, OWNERS.length, 'each row is at one place');
      assert.deepEqual(
        pages.map(({ length }) => length),
        HOMES.map((path) => counts.get(path) ?? 0),
        'they are counted where they are',
      );
      const last = Math.max(...told.split('\n').slice(0, -1).map(Number));
      assert(Math.max(...moved) >= last, 'what was told to be durable is there');
      await database.close();
    }
    await home.remove();
  });
});

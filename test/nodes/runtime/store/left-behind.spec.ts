import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { tellOfLeftBehind } from '../../../../nodes/runtime/store/left-behind';
import { openLevelStore } from '../../../../src/store/level/open-level-store';
import { temporaryFolder } from '../../../store/level/temporary-folder';
import { eventually } from '../../../support/eventually';
import { FakeClock } from '../../../support/fake-clock';
import { RecordedLog } from '../../../support/recorded-log';
import { settle } from '../../../transports/until';

describe('A store that was left behind for another', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let clock: FakeClock;
  let log: RecordedLog;

  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
    clock = new FakeClock();
    log = new RecordedLog();
    await (await openLevelStore({ folder, clock, log })).close();
  });

  afterEach(() => remove());

  const told = () => log.matching(/no connection uses any more/).length;
  const tell = (isUsed = false) => tellOfLeftBehind({ folder, isUsed: () => isUsed, clock, log });

  it('is reported once', async () => {
    tell();
    assert.equal(told(), 0);
    clock.advance(60_000);
    await eventually('it is told', () => told() === 1);
  });

  it('is not reported when it is used, has moved, does not exist, or was dismissed', async () => {
    tell(true);
    tell()();
    clock.advance(60_000);
    await writeFile(join(folder, 'store.json'), '{"kind":"moved","version":2,"id":"a","to":"b"}');
    tell();
    tellOfLeftBehind({ folder: join(folder, 'nowhere'), isUsed: () => false, clock, log });
    clock.advance(60_000);
    await settle();
    assert.equal(told(), 0);
  });
});

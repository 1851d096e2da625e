import assert from 'node:assert/strict';
import { join } from 'node:path';
import { ClassicLevel } from 'classic-level';
import { describeReport } from '../../../src/check/describe-report';
import { checkFolder } from '../../../src/check/check-folder';
import { systemClock } from '../../../src/domain/clock';
import { StoreError } from '../../../src/domain/errors';
import { silentLog } from '../../../src/domain/log';
import { openLevelStore } from '../../../src/store/level/open-level-store';
import { rescueInPlace } from '../../../src/store/level/rescue/rescue-in-place';
import { seal, unseal } from '../../../src/store/level/seal';
import type { Store } from '../../../src/store/store';
import { newJob } from '../../contract/job-store';
import { newEvent } from '../../contract/store';
import { temporaryFolder } from './temporary-folder';

const EVENT = newEvent('a');
const OTHER = newEvent('b');
const { scope } = EVENT;
const claiming = { scope, queue: 'new' as const, owner: 'me', now: Date.now(), limit: 10 };
const decide = () => ({ offer: { leaseUntil: undefined } });

/** The check values fit: what stands there was written so, by somebody else. */
describe('Rows of another version in the embedded store', () => {
  let folder: string;
  let remove: () => Promise<void>;
  let store: Store | undefined;

  beforeEach(async () => {
    ({ folder, remove } = await temporaryFolder());
    const first = await open();
    await first.accept(EVENT);
    await first.accept(OTHER);
    await first.jobs.submit(newJob('a'));
    await first.close();
  });

  afterEach(async () => {
    await store?.close();
    await remove();
  });

  async function open(): Promise<Store> {
    store = await openLevelStore({ folder, clock: systemClock(), log: silentLog });
    return store;
  }

  async function rewrite(isMeant: (key: string) => boolean, change: (text: string) => string): Promise<void> {
    const db = new ClassicLevel(join(folder, 'level'));
    for (const [key, sealed] of await db.iterator().all()) {
      if (isMeant(key)) await db.put(key, seal(key, change(unseal(key, sealed, { bare: false }))), { sync: true });
    }
    await db.close();
  }

  const isRow = (key: string): boolean => key.startsWith('row/') && key.includes('received:a');
  const laterState = (text: string): string => text.replace('"state":"new"', '"state":"sorted"');

  const looks: [what: string, isMeant: (key: string) => boolean, look: (store: Store) => Promise<unknown>][] = [
    ['an event that is asked for', isRow, (it) => it.get(EVENT.key)],
    ['an event that is to be offered', isRow, (it) => it.claim({ ...claiming, decide })],
    ['an event that is to be closed', isRow, (it) => it.complete({ key: EVENT.key, as: 'flow', now: 1, keepUntil: 1, documentUntil: 1 })], // prettier-ignore
    ['a place in a queue', (key) => key.startsWith('state/'), (it) => it.claim({ ...claiming, decide })],
    ['a job', (key) => key.startsWith('job/'), (it) => it.jobs.get(newJob('a').id)],
  ];
  for (const [what, isMeant, look] of looks) {
    it(`${what}: is not misread, and the store says what to do`, async () => {
      await rewrite(isMeant, (text) => laterState(text).replace('"state":"queued"', '"state":"folded"'));
      const opened = await open();
      await assert.rejects(look(opened), StoreError);
      assert.equal(opened.health.failureCode, 'store-damaged');
      assert.match(opened.health.failure ?? '', /is not as this version writes it.*docs\/repair\.md/);
      await assert.rejects(opened.accept(newEvent('c')), StoreError);
    });
  }

  it('without a count that came later are read as rows that have none', async () => {
    await rewrite(isRow, (text) => text.replace(/"(crashes|fetchFailures)":0,?/g, '').replace(',}', '}'));
    const rows = await (await open()).claim({ ...claiming, decide });
    assert.deepEqual(
      rows.map(({ key, crashes, fetchFailures }) => [key, crashes, fetchFailures]),
      [EVENT.key, OTHER.key].map((key) => [key, 0, 0]),
    );
  });

  it('are reported by the check, and left out of what is saved', async () => {
    await rewrite(isRow, laterState);
    assert.match(describeReport(await checkFolder(folder)).join('\n'), /cannot be read: 1 entries/);
    assert.deepEqual((await rescueInPlace(folder, new Date()))?.lostEvents, [EVENT.key]);
    const saved = await open();
    assert.equal(await saved.get(EVENT.key), undefined);
    assert.equal((await saved.get(OTHER.key))?.state, 'new');
  });
});

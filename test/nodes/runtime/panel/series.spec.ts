import assert from 'node:assert/strict';
import { SeriesRecord } from '../../../../nodes/runtime/panel/series';
import type { Observation } from '../../../../src/domain/observation';

const MINUTE = 60_000;
const WALL = Date.UTC(2026, 10, 20, 12);

const seen = (what: Observation['what'], more: Partial<Observation> = {}): Observation => ({
  ...{ what, direction: 'in', item: { type: 'event', id: 'x' }, ...more },
});

describe('the series of the panel', () => {
  const time = { now: 0, wallAhead: WALL };
  let record: SeriesRecord;
  beforeEach(() => {
    Object.assign(time, { now: 30_000, wallAhead: WALL });
    record = new SeriesRecord({ steady: () => time.now, wall: () => time.now + time.wallAhead });
  });
  const last = (name: 'received' | 'sent' | 'failed' | 'waiting', count: number) =>
    record.series('hour', ['a'])[name].slice(-count);

  it('count each minute and each quarter of an hour what was received, sent and failed', () => {
    record.add('a', seen('received'));
    record.add('a', seen('delivered'));
    time.now += MINUTE;
    for (const what of ['sent', 'sent', 'failed', 'done'] as const) record.add('a', seen(what));
    assert.deepEqual([last('received', 3), last('sent', 3), last('failed', 3)], [[0, 1, 0], [0, 0, 2], [0, 0, 1]]); // prettier-ignore
    const day = record.series('day', ['a']);
    assert.deepEqual([day.received.at(-1), day.sent.at(-1), day.at.length], [1, 2, 96]);
  });

  it('forget what is older, also after a long silence', () => {
    record.add('a', seen('received'));
    time.now += 59 * MINUTE;
    assert.equal(record.series('hour', ['a']).received[0], 1);
    time.now += MINUTE;
    assert.deepEqual(new Set(record.series('hour', ['a']).received), new Set([0]));
    record.add('a', seen('received'));
    time.now += 500 * MINUTE;
    assert.deepEqual(new Set(record.series('hour', ['a']).received), new Set([0]));
  });

  it('carry on what waits, and show the most of each minute', () => {
    const waits = (waiting: number) => record.add('a', { what: 'backlog', direction: 'none', waiting });
    waits(3);
    waits(1);
    time.now += 2 * MINUTE;
    assert.deepEqual(last('waiting', 3), [3, 1, 1]);
    waits(0);
    time.now += MINUTE;
    assert.deepEqual(last('waiting', 2), [1, 0]);
  });

  it('tell the median of the time to accept, null where nothing came, of any number of samples', () => {
    for (const acceptMs of [5, 1, 100]) record.add('a', seen('received', { acceptMs }));
    record.add('b', seen('received', { acceptMs: 7 }));
    assert.deepEqual(record.series('hour', ['a']).acceptMs.slice(-2), [null, 5]);
    for (let count = 0; count < 10_000; count += 1) record.add('a', seen('received', { acceptMs: 9 }));
    assert.deepEqual(record.series('hour', ['a', 'b', 'gone']).acceptMs.slice(-1), [9]);
    assert.equal(record.series('hour', ['a', 'b']).received.at(-1), 10_004);
  });

  it('do not depend on how the clock is set, apart from the times shown', () => {
    record.add('a', seen('received'));
    time.now += MINUTE;
    for (const step of [86_400_000, -86_400_000]) {
      time.wallAhead = WALL + step;
      const { received, at } = record.series('hour', ['a']);
      assert.deepEqual(received.slice(-2), [1, 0]);
      assert.equal(at.at(-1), new Date(WALL + step + MINUTE).toISOString());
    }
  });
});

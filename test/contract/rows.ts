import assert from 'node:assert/strict';
import fc from 'fast-check';
import { StoreError } from '../../src/domain/errors';
import { below, beyond, keyOf, upTo } from '../../src/store/path';
import { getRow, listPage, type Hand, type Row, type Rows } from '../../src/store/rows';
import { MemoryDisk, memoryRows } from '../support/memory-rows';

export interface OpenRows {
  rows: Rows;
  close(): Promise<void>;
}

export interface RowsFixture {
  /** Opens the rows; a second time with everything that was written before. */
  open(): Promise<OpenRows>;
  /** Makes the next commit fail, either before or after it reached the disk. */
  failNextCommit?(reachesDisk: boolean): void;
  /** Removes everything; called after the rows were closed. */
  destroy(): Promise<void>;
}

const GROUP = 'etherfax:100';
const IDS = ['a', 'b/c', 'b%2f', 'd é', '0'];

/** A row like those of this package: listed by state, with a due time, a second name and a share in a counter. */
function rowOf(id: string, version: number, order: number): Row {
  const state = ['new', 'open', 'closed'][version % 3] ?? '';
  const shows = JSON.stringify({ id, version });
  const due = version % 4 === 0 ? [{ path: keyOf('due', GROUP, state, version * 7, order), shows }] : [];
  return {
    key: keyOf('row', id),
    value: JSON.stringify({ id, version, order }),
    places: [
      { path: keyOf('state', GROUP, state, order), shows },
      ...due,
      { path: keyOf('name', `n${version % 2}`, order), shows: id },
    ],
    counts: { group: GROUP, of: { [state]: 1, bytes: version } },
  };
}

function read(text: string | undefined): { id: string; version: number; order: number } | undefined {
  return text === undefined ? undefined : (JSON.parse(text) as { id: string; version: number; order: number });
}

type Doing = { id: string; do: 'put' | 'remove' | 'throw'; version: number };

const doing: fc.Arbitrary<Doing> = fc.record({
  id: fc.constantFrom(...IDS),
  do: fc.constantFrom('put' as const, 'put' as const, 'remove' as const, 'throw' as const),
  version: fc.nat({ max: 20 }),
});

class Thrown extends Error {}

function take(hand: Hand, { id, version, do: what }: Doing): number {
  const known = read(hand.get(keyOf('row', id)));
  const before = known && rowOf(id, known.version, known.order);
  if (what === 'throw') {
    hand.replace(before, rowOf(id, version, 0));
    throw new Thrown();
  }
  hand.replace(before, what === 'remove' ? undefined : rowOf(id, version, known?.order ?? hand.nextOrder()));
  return hand.count(GROUP, 'new');
}

/** The tests that every implementation of `Rows` must pass. */
export function rowsContract(name: string, create: () => Promise<RowsFixture>): void {
  describe(`${name} as rows`, () => {
    let fixture: RowsFixture;
    let opened: OpenRows;
    let rows: Rows;

    async function open(): Promise<void> {
      opened = await fixture.open();
      rows = opened.rows;
    }

    async function reopen(): Promise<void> {
      await opened.close();
      await open();
    }

    beforeEach(async () => {
      fixture = await create();
      await open();
    });

    afterEach(async () => {
      await opened.close();
      await fixture.destroy();
    });

    const put = (id: string, version: number) =>
      rows.change([keyOf('row', id)], (hand) => take(hand, { id, version, do: 'put' }));

    /** Everything that can be read. */
    async function seen(of: Rows): Promise<unknown> {
      const states = ['new', 'open', 'closed'];
      const values = await of.get(IDS.map((id) => keyOf('row', id)));
      const orders = ordersIn(values);
      const second = orders[1] ?? 0;
      return byRank(orders, {
        rows: values,
        states: await of.list(states.map((state) => ({ ...below(keyOf('state', GROUP, state)), limit: 3 }))),
        rest: await of.list(states.map((state) => ({ ...beyond(keyOf('state', GROUP, state), second), limit: 9 }))),
        due: await of.list(states.map((state) => ({ ...upTo(keyOf('due', GROUP, state), 60), limit: 9 }))),
        last: await of.list([{ ...below(keyOf('name', 'n1')), limit: 2, reverse: true }]),
        counts: [...(await of.counts(GROUP))].filter(([, count]) => count !== 0).sort(),
      });
    }

    it('shows the same as the simplest possible rows, whatever is done', async () => {
      await fc.assert(
        fc.asyncProperty(fc.array(fc.array(doing, { maxLength: 4 }), { maxLength: 12 }), async (rounds) => {
          const own = await create();
          let one = await own.open();
          const model = memoryRows(new MemoryDisk());
          for (const [round, changes] of rounds.entries()) {
            const both = [one.rows, model].map((each) => changes.map((change) => outcome(each, change)));
            const [real, plain] = await Promise.all(both.map((calls) => Promise.all(calls)));
            assert.deepEqual(real, plain);
            assert.deepEqual(await seen(one.rows), await seen(model));
            if (round % 5 !== 4) continue;
            await one.close();
            one = await own.open();
          }
          await one.close();
          await own.destroy();
        }),
        { numRuns: 15 },
      );
    });

    it('takes changes of one row one after the other, however many come at once', async () => {
      await put('a', 0);
      const add = (hand: Hand): void => {
        const { version = 0, order = 0 } = read(hand.get(keyOf('row', 'a'))) ?? {};
        hand.replace(rowOf('a', version, order), rowOf('a', version + 1, order));
      };
      await Promise.all(
        Array.from({ length: 300 }, (_, index) => rows.change(index % 2 ? [] : [keyOf('row', 'a')], add)),
      );
      assert.equal(read(await getRow(rows, keyOf('row', 'a')))?.version, 300);
      assert.equal((await rows.counts(GROUP)).get('bytes'), 300);
    });

    it('gives every place in the order of arrival once, also across a restart', async () => {
      const orders: number[] = [];
      const next = async () => void orders.push(await rows.change([], takeOrder));
      await Promise.all(Array.from({ length: 50 }, next));
      await reopen();
      await Promise.all(Array.from({ length: 50 }, next));
      assert.equal(new Set(orders).size, 100);
      assert(Math.max(...orders.slice(0, 50)) < Math.min(...orders.slice(50)));
    });

    it('leaves nothing of a step that throws, and passes its error on', async () => {
      await put('a', 1);
      const before = await seen(rows);
      await assert.rejects(
        rows.change([], (hand) => take(hand, { id: 'a', version: 5, do: 'throw' })),
        Thrown,
      );
      assert.deepEqual(await seen(rows), before);
    });

    it('lets a step read rows that it did not name, also depending on what it has read', async () => {
      await put('a', 2);
      await put('b/c', 2);
      const found = await rows.change([], (hand) => {
        const ids = hand.list({ ...below(keyOf('state', GROUP, 'closed')), limit: 9 });
        const keys = ids.map(([, shows]) => keyOf('row', (JSON.parse(shows) as { id: string }).id));
        return hand.getAll(keys).map((text) => read(text)?.version);
      });
      assert.deepEqual(found, [2, 2]);
    });

    it('shows a step what it has put itself, but lists what was there before', async () => {
      const [value, listed] = await rows.change([], (hand) => {
        hand.replace(undefined, rowOf('a', 3, hand.nextOrder()));
        return [hand.get(keyOf('row', 'a')), hand.list({ ...below(keyOf('state', GROUP, 'new')), limit: 9 })] as const;
      });
      assert.equal(read(value)?.version, 3);
      assert.deepEqual(listed, []);
      assert.equal((await listPage(rows, { ...below(keyOf('state', GROUP, 'new')), limit: 9 })).length, 1);
    });

    it('lists a row by its key, too', async () => {
      await put('a', 1);
      const [[path] = []] = await listPage(rows, { ...below('row'), limit: 9 });
      assert.equal(path, keyOf('row', 'a'));
    });

    it('keeps values exactly', async () => {
      const value = '\u0000 "é" \ud83d\ude00 \u2028 #x';
      const row = { key: keyOf('row', '\ud83d\ude00/%'), value, places: [{ path: keyOf('p', 'é'), shows: value }] };
      await rows.change([], (hand) => hand.replace(undefined, row));
      await reopen();
      assert.equal(await getRow(rows, row.key), value);
      assert.deepEqual(await listPage(rows, { ...below('p'), limit: 1 }), [[keyOf('p', 'é'), value]]);
    });

    it('refuses every call once it is closed', async () => {
      await opened.close();
      await assert.rejects(put('a', 1), StoreError);
      await assert.rejects(rows.get(['row/a']), StoreError);
      await assert.rejects(rows.list([]), StoreError);
    });

    for (const reachesDisk of [true, false]) {
      it(`is whole after a commit that failed and ${reachesDisk ? 'reached' : 'did not reach'} the disk`, async function () {
        if (!fixture.failNextCommit) this.skip();
        await put('a', 1);
        const before = await seen(rows);
        fixture.failNextCommit(reachesDisk);
        await assert.rejects(Promise.all([put('a', 4), put('d é', 4)]), StoreError);
        await reopen();
        if (!reachesDisk) assert.deepEqual(await seen(rows), before);
        // In both cases the write may be repeated.
        await Promise.all([put('a', 4), put('d é', 4)]);
        const { counts } = (await seen(rows)) as { counts: unknown };
        assert.deepEqual(counts, [
          ['bytes', 8],
          ['open', 2],
        ]);
      });
    }
  });
}

function ordersIn(values: readonly (string | undefined)[]): number[] {
  return values.flatMap((text) => read(text)?.order ?? []).sort((left, right) => left - right);
}

/** Replaces each place in the order of arrival by its rank, because places may have gaps. */
function byRank<T>(orders: readonly number[], whole: T): T {
  const rankOf = (order: string): number => orders.indexOf(Number(order));
  const text = JSON.stringify(whole)
    .replace(/(?<=order\\":)\d+/g, (order) => `${rankOf(order)}`)
    .replace(/(?<=\/)\d{16}(?=")/g, (order) => `#${rankOf(order)}`);
  return JSON.parse(text) as T;
}

function takeOrder(hand: Hand): number {
  const order = hand.nextOrder();
  hand.replace(undefined, rowOf(`order ${order}`, 1, order));
  return order;
}

async function outcome(rows: Rows, change: Doing): Promise<unknown> {
  try {
    return await rows.change([keyOf('row', change.id)], (hand) => take(hand, change));
  } catch (error) {
    return error instanceof Thrown ? 'thrown' : error;
  }
}

import assert from 'node:assert/strict';
import { StoreError } from '../../../src/domain/errors';
import type { CallRow } from '../../../src/providers/aculab/call-row';
import { changeCall } from '../../../src/providers/aculab/change-call';
import { createFactsCallStore } from '../../../src/providers/aculab/facts-call-store';
import { MemoryFacts } from './memory-facts';

const row = (more: Partial<CallRow> = {}): CallRow => ({
  ...{ id: 'a.1', epoch: 0, direction: 'in', token: 't', instanceId: 'a.1', from: '', to: '', state: 'accepted' },
  ...{ isFaxing: true, startedAt: 1, movedAt: 1, answers: {} },
  ...more,
});
const outcome = { state: 'failed', cause: 'busy', retryable: true, result: {} } as const;

describe('the rows of calls', () => {
  it('are found again by id and file, also by the next process', async () => {
    const facts = new MemoryFacts();
    const calls = createFactsCallStore(facts);
    assert.equal(await calls.get('a.1'), undefined);
    assert(await calls.put(row(), undefined));
    assert(await calls.put(row({ file: '/a.tif' }), 1));
    const again = createFactsCallStore(facts);
    assert.equal((await again.byFile('/a.tif'))?.epoch, 2);
    assert.equal((await again.get('a.1'))?.file, '/a.tif');
    assert.equal(await again.byFile('/b.tif'), undefined);
  });

  it('are put by compare-and-set: of many at once one wins', async () => {
    const calls = createFactsCallStore(new MemoryFacts());
    const won = await Promise.all([1, 2, 3].map(() => calls.put(row(), undefined)));
    assert.deepEqual(won, [true, false, false]);
    assert.equal(await calls.put(row({ pages: 2 }), 7), false);
    assert.equal((await calls.get('a.1'))?.pages, undefined);
  });

  it('lose no change that is decided on the row as it is', async () => {
    const calls = createFactsCallStore(new MemoryFacts());
    await calls.put(row({ pages: 0 }), undefined);
    const more = (call: CallRow | undefined) => (call ? { call: { ...call, pages: (call.pages ?? 0) + 1 } } : {});
    await Promise.all(Array.from({ length: 10 }, () => changeCall(calls, 'a.1', more)));
    assert.equal((await calls.get('a.1'))?.pages, 10);
  });

  it('tell which calls are open, and are forgotten whole', async () => {
    const facts = new MemoryFacts();
    const calls = createFactsCallStore(facts);
    await calls.put(row(), undefined);
    await calls.put(row({ id: 'b.2' }), undefined);
    await calls.put(row({ outcome }), 1);
    assert.deepEqual(
      (await createFactsCallStore(facts).heads()).map(({ id, isOpen }) => [id, isOpen]),
      [
        ['a.1', false],
        ['b.2', true],
      ],
    );
    await calls.forget('a.1');
    await calls.forget('a.1');
    assert.equal((await calls.heads()).length, 1);
    assert.equal(
      [...facts.values.keys()].some((name) => name.includes('a.1')),
      false,
    );
  });

  it('go on after the store has failed', async () => {
    const facts = new MemoryFacts();
    const calls = createFactsCallStore(facts);
    facts.failing = true;
    await assert.rejects(calls.put(row(), undefined), StoreError);
    facts.failing = false;
    assert(await calls.put(row(), undefined));
    assert.equal((await calls.heads()).length, 1);
  });

  it('never have a row that is not in the index, wherever a write breaks off', async () => {
    for (let fails = 0; fails < 4; fails++) {
      const facts = new MemoryFacts();
      const calls = createFactsCallStore(facts);
      await calls.put(row(), undefined);
      const remember = facts.remember.bind(facts);
      let left = fails;
      facts.remember = (name, value) => (left-- > 0 ? remember(name, value) : Promise.reject(new StoreError('cut')));
      await calls.put(row({ file: '/a.tif', outcome }), 1).catch(() => undefined);
      await calls.put(row({ id: 'b.2' }), undefined).catch(() => undefined);
      facts.remember = remember;
      const again = createFactsCallStore(facts);
      const heads = await again.heads();
      for (const id of ['a.1', 'b.2']) {
        const kept = await again.get(id);
        const head = heads.find((one) => one.id === id);
        if (kept) assert(head);
        if (kept && !kept.outcome) assert(head?.isOpen);
        if (kept?.file !== undefined) assert.equal(head?.file, kept.file);
      }
    }
  });
});

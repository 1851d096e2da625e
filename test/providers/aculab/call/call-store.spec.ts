import assert from 'node:assert/strict';
import { StoreError } from '../../../../src/domain/errors';
import type { CallRow } from '../../../../src/providers/aculab/call/call-row';
import { changeCall, createFactsCallStore } from '../../../../src/providers/aculab/call/call-store';
import { MemoryFacts } from '../../../support/memory-facts';

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
    assert(await calls.put(row({ file: '/a.tif', fileAt: 5 }), 1));
    const again = createFactsCallStore(facts);
    assert.deepEqual(await again.faxOf('/a.tif'), { callId: 'a.1', storedAt: 5 });
    assert.equal((await again.get('a.1'))?.file, '/a.tif');
    assert.equal(await again.faxOf('/b.tif'), undefined);
  });

  it('are put by compare-and-set: one of many at once wins', async () => {
    const calls = createFactsCallStore(new MemoryFacts());
    const won = await Promise.all([1, 2, 3].map(() => calls.put(row(), undefined)));
    assert.deepEqual(won, [true, false, false]);
    assert.equal(await calls.put(row({ pages: 2 }), 7), false);
    assert.equal((await calls.get('a.1'))?.pages, undefined);
  });

  it('are not taken for missing where they cannot be read', async () => {
    const facts = new MemoryFacts();
    const calls = createFactsCallStore(facts);
    for (const kept of ['text', [], null, { id: 'a.1' }]) {
      await facts.remember('aculab-call:a.1', kept);
      await facts.remember('aculab-fax:/a.tif', kept);
      await assert.rejects(calls.get('a.1'), StoreError);
      await assert.rejects(calls.put(row(), undefined), StoreError);
      await assert.rejects(calls.faxOf('/a.tif'), StoreError);
    }
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
    await calls.put(row({ outcome, file: '/a.tif', fileAt: 5 }), 1);
    assert.deepEqual(
      (await createFactsCallStore(facts).heads()).map(({ id, isOpen }) => [id, isOpen]),
      [
        ['a.1', false],
        ['b.2', true],
      ],
    );
    for (const _ of [1, 2]) await calls.forget({ id: 'a.1', file: '/a.tif' });
    assert.equal((await calls.heads()).length, 1);
    assert.deepEqual([...facts.values.keys()].sort(), ['aculab-call:b.2', 'aculab-head:b.2']);
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

  it('have one order for all writers, because a deploy leaves two connections on one account for a moment', async () => {
    const facts = new MemoryFacts();
    const [old, fresh] = [createFactsCallStore(facts), createFactsCallStore(facts)];
    await old.put(row(), undefined);
    await fresh.put(row({ id: 'b.2' }), undefined);
    const won = await Promise.all([old.put(row({ from: 'a' }), 1), fresh.put(row({ from: 'b' }), 1)]);
    assert.deepEqual(won.sort(), [false, true]);
    assert.deepEqual((await old.heads()).map(({ id }) => id).sort(), ['a.1', 'b.2']);
  });

  it('cost the same however many there are', async () => {
    const facts = new MemoryFacts();
    const calls = createFactsCallStore(facts);
    for (let n = 0; n < 200; n++) await calls.put(row({ id: `old.${n}` }), undefined);
    let written = 0;
    const rememberIf = facts.rememberIf.bind(facts);
    facts.rememberIf = (fact, values) => {
      written += JSON.stringify(values).length;
      return rememberIf(fact, values);
    };
    await calls.put(row(), undefined);
    assert(written > 0 && written < 1_000);
  });
});

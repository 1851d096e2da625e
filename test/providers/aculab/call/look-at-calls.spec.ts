import assert from 'node:assert/strict';
import { ItemGoneError, ProviderUnavailableError, StoreError } from '../../../../src/domain/errors';
import type { ProviderEvent } from '../../../../src/domain/events';
import type { CallRow } from '../../../../src/providers/aculab/call/call-row';
import { createFactsCallStore } from '../../../../src/providers/aculab/call/call-store';
import { lookAtCall } from '../../../../src/providers/aculab/call/look-at-calls';
import { FakeClock } from '../../../support/fake-clock';
import { MemoryFacts } from '../../../support/memory-facts';
import { INSTANCE, NEVER } from '../page-bodies';

const MINUTE = 60_000;
const AWAY = new ProviderUnavailableError('the provider answered HTTP 500', { status: 500 });

describe('a call whose pages do not come any more', () => {
  async function bench(status: () => Promise<{ hasEnded: boolean }>, direction: CallRow['direction'] = 'in') {
    const clock = new FakeClock();
    const calls = createFactsCallStore(new MemoryFacts());
    const row: CallRow = {
      ...{ id: INSTANCE, instanceId: INSTANCE, epoch: 0, direction, token: 't', from: '', to: '' },
      ...{ state: 'accepted', isFaxing: true, startedAt: clock.now(), movedAt: clock.now(), answers: {} },
    };
    await calls.put(row, undefined);
    let asked = 0;
    const interrupt = () => Promise.reject(new ItemGoneError('nobody wants that'));
    const applicationStatus = () => {
      asked += 1;
      return status();
    };
    let answers = true;
    const protocolCheck = () => (answers ? Promise.resolve() : Promise.reject(AWAY));
    const told: string[] = [];
    const failing = { times: 0 };
    const accept = ({ payload }: ProviderEvent): Promise<void> => {
      if (failing.times-- > 0) return Promise.reject(new StoreError('disk full'));
      told.push('state' in payload ? String(payload.state) : '');
      return Promise.resolve();
    };
    const look = async (ms: number): Promise<string | undefined> => {
      clock.advance(ms);
      const options = { client: { applicationStatus, interrupt, protocolCheck }, calls, clock, country: '', accept };
      const call = await lookAtCall(INSTANCE, options, NEVER);
      return call?.outcome?.state ?? (call?.endedAt === undefined ? 'open' : 'ended');
    };
    const away = () => (answers = false);
    return { look, calls, told, failing, clock, away, asked: () => asked };
  }

  it('is left alone while it is young, then asked about, and concluded after its grace', async () => {
    const { look, asked } = await bench(() => Promise.resolve({ hasEnded: true }));
    assert.deepEqual([await look(MINUTE), asked()], ['open', 0]);
    assert.deepEqual([await look(MINUTE), asked()], ['ended', 1]);
    assert.deepEqual([await look(MINUTE / 2), asked()], ['unknown', 1]);
  });

  it('has enough real time for its pages, whatever the time scale', async () => {
    const { look, clock } = await bench(() => Promise.resolve({ hasEnded: true }));
    clock.scale = 200;
    assert.deepEqual([await look(1_000), await look(4_999), await look(1)], ['ended', 'ended', 'unknown']);
  });

  it('stays open while it runs, but for no more than an hour', async () => {
    const { look, calls } = await bench(() => Promise.resolve({ hasEnded: false }));
    assert.equal(await look(59 * MINUTE), 'open');
    assert.equal(await look(MINUTE), 'failed');
    assert.equal((await calls.get(INSTANCE))?.outcome?.cause, 'timeout');
  });

  it('is concluded in its time where Aculab fails at it alone, and holds up no other', async () => {
    const { look } = await bench(() => Promise.reject(AWAY));
    assert.equal(await look(59 * MINUTE), 'open');
    assert.equal(await look(MINUTE), 'failed');
  });

  it('stays as it is while Aculab fails altogether', async () => {
    const { look, away } = await bench(() => Promise.reject(AWAY));
    away();
    await assert.rejects(look(61 * MINUTE), ProviderUnavailableError);
  });

  it('belongs to the outbox where it goes out, which knows when to give it up', async () => {
    const { look } = await bench(() => Promise.resolve({ hasEnded: false }), 'out');
    assert.equal(await look(60 * MINUTE), 'open');
  });

  it('is over when Aculab does not know it, but not at once', async () => {
    const { look } = await bench(() => Promise.reject(new ItemGoneError('none')));
    assert.equal(await look(9 * MINUTE), 'open');
    assert.equal(await look(MINUTE), 'ended');
  });

  describe('and was never given its fax', () => {
    async function unasked() {
      const rig = await bench(() => Promise.reject(new ItemGoneError('nobody asks')), 'out');
      const row = await rig.calls.get(INSTANCE);
      assert(row);
      const { instanceId: _, ...rest } = row;
      await rig.calls.put({ ...rest, isFaxing: false }, row.epoch);
      return rig;
    }

    it('is not given it any more after an hour, and told only then', async () => {
      const { look, told, calls, failing } = await unasked();
      assert.equal(await look(59 * MINUTE), 'open');
      failing.times = 1;
      await assert.rejects(look(MINUTE), StoreError);
      const { outcome } = (await calls.get(INSTANCE)) ?? {};
      assert.deepEqual([outcome?.state, outcome?.cause, outcome?.retryable], ['failed', 'timeout', true]);
      assert.match(outcome?.message ?? '', /Public address/);
      assert.deepEqual(told, []);
      assert.equal(await look(MINUTE), 'failed');
    });

    it('is reported by the look that withheld it', async () => {
      const { look, told } = await unasked();
      assert.equal(await look(60 * MINUTE), 'failed');
      assert.equal(await look(MINUTE), 'failed');
      assert.deepEqual(told, ['failed']);
    });

    it('is left to the call that asks for it just then', async () => {
      const { look, told, calls } = await unasked();
      const { put } = calls;
      calls.put = async (row, epoch) => {
        calls.put = put;
        const known = await calls.get(INSTANCE);
        assert(known);
        await put({ ...known, instanceId: INSTANCE, isFaxing: true }, known.epoch);
        return put(row, epoch);
      };
      assert.equal(await look(60 * MINUTE), 'open');
      assert.deepEqual(told, []);
    });
  });

  it('is reported before its row says so: an event that could not be stored is reported the next time', async () => {
    const { look, told, failing } = await bench(() => Promise.resolve({ hasEnded: true }));
    await look(2 * MINUTE);
    failing.times = 1;
    await assert.rejects(look(MINUTE), StoreError);
    assert.deepEqual(told, []);
    await look(MINUTE);
    await look(MINUTE);
    assert.deepEqual(told, ['unknown']);
  });
});

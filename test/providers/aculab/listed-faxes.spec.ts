import assert from 'node:assert/strict';
import { RateLimitedError } from '../../../src/domain/errors';
import type { EventOf } from '../../../src/domain/events';
import { encryptFax, freshCipher, type FaxCipher } from '../../../src/providers/aculab/wire/fax-cipher';
import { eventually } from '../../support/eventually';
import { AskedCall } from './asked-call';
import { NEVER, result } from './page-bodies';
import { Rig, TIFF } from './rig';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
/** Tells nothing of its call. */
const FOREIGN = '/fax_in/2026-11-21/0001.tif';

describe('faxes that are only in the list of files', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.start();
  });
  afterEach(() => rig.close());

  const store = async (name: string, bytes = TIFF): Promise<void> => {
    rig.simulator.media.write({ name, bytes, encrypted: true });
    await eventually('it shows', () => rig.simulator.media.findVisible(name) !== undefined);
  };
  const uploadOf = (n: number): string => `/pushline-out/${'c0ffee'.repeat(4)}-${n}_00000000000${n}.tif`;

  const cipherOf = async ({ id }: AskedCall): Promise<FaxCipher> => {
    const { cipher } = (await rig.calls.get(id)) ?? {};
    assert(cipher);
    return cipher;
  };
  const listed = (): EventOf<'fax.received'>[] =>
    rig.sink.taken.flatMap(({ event }) => (event.kind === 'fax.received' ? [event] : []));
  const isTakenAfter = async (ms: number): Promise<boolean> => {
    rig.clock.shiftMs += ms;
    await rig.reconcile();
    return listed().length > 0;
  };
  const fetched = async (name: string) => {
    const { event, document, damaged } = await rig.provider.fetchDocument(name, rig.sink.writeDocument, NEVER);
    assert(event.kind === 'fax.received' && document);
    return { ...event.payload, bytes: rig.sink.documents.get(document.file), damaged };
  };

  /** Nothing is found out about calls. */
  const keepRunning = () => rig.simulator.faults.set({ action: 'application_status', code: '0002' });

  it('are decrypted by the one key that fits when their call is unknown, and then have its numbers', async () => {
    const [other, call] = [await AskedCall.inbound(rig), await AskedCall.inbound(rig)];
    await call.progress(2);
    const cipher = await cipherOf(call);
    await store(FOREIGN, encryptFax(TIFF, cipher));
    for (const ended of [other, call]) await ended.final('completed');
    await call.settle();
    assert(await isTakenAfter(2 * MINUTE));
    for (const _ of ['first', 'again, of its link']) {
      const { bytes, from, id, pages, damaged } = await fetched(FOREIGN);
      assert.deepEqual([bytes, from, id, pages, damaged], [TIFF, '+15550100099', call.id, 2, undefined]);
    }
    assert.equal((await rig.calls.faxOf(FOREIGN))?.callId, call.id);
    assert.deepEqual(
      [(await rig.calls.get(call.id))?.file, (await rig.calls.get(other.id))?.file],
      [FOREIGN, undefined],
    );
    await rig.provider.acknowledge({ kind: 'fax.received', providerId: FOREIGN, action: 'delete' }, NEVER);
    assert.deepEqual(
      [(await rig.calls.get(call.id))?.cipher, (await rig.calls.get(other.id))?.cipher === undefined],
      [undefined, false],
    );
  });

  it('are passed on as they are, and called damaged, if no key fits', async () => {
    const call = await AskedCall.inbound(rig);
    const strange = encryptFax(TIFF, freshCipher());
    await store(FOREIGN, strange);
    const { bytes, damaged, from } = await fetched(FOREIGN);
    assert.deepEqual([bytes, damaged, from], [strange, true, '']);
    assert.equal((await rig.calls.get(call.id))?.file, undefined);
  });

  it('are not linked to a call whose file is known', async () => {
    const call = await AskedCall.inbound(rig);
    await call.next({ cause: 'NORMAL', pages_received: 2, filename: call.stored });
    await store(FOREIGN, encryptFax(TIFF, await cipherOf(call)));
    assert.equal((await fetched(FOREIGN)).damaged, true);
    assert.equal((await rig.calls.get(call.id))?.file, call.stored);
  });

  it('have the numbers of the call that a page names after they were listed', async () => {
    const call = await AskedCall.inbound(rig);
    await store(FOREIGN);
    await call.final('completed');
    await call.settle();
    assert(await isTakenAfter(2 * MINUTE));
    assert.equal((await fetched(FOREIGN)).from, '');
    await call.ask('/fax-available', { is_notification: true, ...result({ filename: FOREIGN }) });
    const { from, id } = await fetched(FOREIGN);
    assert.deepEqual([from, id], ['+15550100099', call.id]);
  });

  it('wait for the end of their call, or they would be cut short', async () => {
    keepRunning();
    const call = await AskedCall.inbound(rig);
    await call.progress(1);
    await store(call.stored);
    assert.equal(await isTakenAfter(0), false);
    assert.equal(await isTakenAfter(59 * MINUTE), false);
    await call.progress(2);
    assert.equal(await isTakenAfter(59 * MINUTE), false);
    await call.next({ cause: 'NORMAL', pages_received: 3, filename: call.stored });
    assert.deepEqual(
      listed().map(({ payload }) => payload.pages),
      [3],
    );
    await rig.reconcile();
    assert.equal(listed().length, 1);
  });

  for (const [teller, end] of [
    ['its final page', (call: AskedCall) => call.final('completed')],
    ['Aculab when it is asked', () => isTakenAfter(10 * MINUTE)],
  ] as const) {
    it(`are accepted, with all their pages, once their call has ended, as ${teller} shows`, async () => {
      const call = await AskedCall.inbound(rig);
      await store(call.stored);
      await call.progress(1);
      assert.equal(await isTakenAfter(0), false);
      await call.progress(2);
      await end(call);
      assert.equal(listed().length, 0);
      await rig.reconcile();
      assert.deepEqual(
        listed().map(({ payload }) => payload.pages),
        [2],
      );
    });
  }

  it('are taken from a call that stands still for an hour, which is unknown then', async () => {
    const call = await AskedCall.inbound(rig);
    keepRunning();
    await store(call.stored);
    assert.equal(await isTakenAfter(59 * MINUTE), false);
    assert(await isTakenAfter(MINUTE));
    assert.deepEqual(call.told, ['accepted none', 'unknown unknown']);
  });

  it('wait, if their call is unknown, while any call is still receiving a fax', async () => {
    keepRunning();
    const call = await AskedCall.inbound(rig);
    await store(FOREIGN);
    for (const _ of [1, 2]) {
      assert.equal(await isTakenAfter(20 * MINUTE), false);
      await call.progress(1);
    }
    await call.next({ cause: 'NORMAL', pages_received: 1 });
    assert(await isTakenAfter(0));
  });

  it('wait no longer than an hour for a call that may be a different one', async () => {
    keepRunning();
    const call = await AskedCall.inbound(rig);
    await store(FOREIGN);
    assert.equal(await isTakenAfter(59 * MINUTE), false);
    await call.progress(1);
    assert(await isTakenAfter(MINUTE));
    assert.deepEqual(call.told, ['accepted none', 'transferring none']);
  });

  it('are taken after an outage, and their call is not called failed for having been silent', async () => {
    const call = await AskedCall.inbound(rig);
    await call.progress(1);
    await store(call.stored);
    rig.clock.shiftMs = 2 * HOUR;
    await rig.reconcile();
    await call.next({ cause: 'NORMAL', pages_received: 1, filename: call.stored });
    assert.deepEqual(rig.told.slice(-2), ['fax.received', 'succeeded normal']);
  });

  it('are taken though no page was counted on the way, unless the verdict itself counts none', async () => {
    for (const [verdict, isTaken] of [
      [{ cause: 'NORMAL' }, true],
      [{ cause: 'GREMLINS' }, true],
      [{ cause: 'COMMSFAULT', pages_received: 0 }, false],
    ] as const) {
      const call = await AskedCall.inbound(rig);
      await call.progress(0);
      await call.next({ ...verdict });
      await store(call.stored);
      await rig.reconcile();
      const taken = rig.sink.taken.some(({ event }) => event.keyId === call.stored);
      assert.equal(taken, isTaken, verdict.cause);
    }
  });

  it('were received when they were stored, whenever they are listed and fetched', async () => {
    const call = await AskedCall.inbound(rig);
    const cipher = (await rig.calls.get(call.id))?.cipher;
    assert(cipher);
    await store(call.stored, encryptFax(TIFF, cipher));
    rig.clock.shiftMs = 3 * HOUR;
    await rig.reconcile();
    const listed = rig.sink.taken.map(({ event }) => event).find(({ kind }) => kind === 'fax.received');
    const { event } = await rig.provider.fetchDocument(call.stored, rig.sink.writeDocument, NEVER);
    assert(listed?.kind === 'fax.received' && event.kind === 'fax.received');
    assert.equal(event.payload.receivedAt, listed.payload.receivedAt);
    assert(Date.parse(event.payload.receivedAt ?? '') < rig.clock.now() - 2 * HOUR);
  });

  it('keep their key while they are listed, also where a crash came before their row named them', async () => {
    const call = await AskedCall.inbound(rig);
    await store(call.stored);
    // As the page did before the crash: told, and linked to its call.
    await rig.calls.linkFax(call.stored, { callId: call.id, storedAt: rig.clock.now() });
    rig.sink.knows = () => Promise.resolve(true);
    await rig.reconcile();
    assert.equal((await rig.calls.get(call.id))?.file, call.stored);
    rig.clock.shiftMs = 9 * 24 * HOUR;
    await rig.reconcile();
    assert((await rig.calls.get(call.id))?.cipher);
  });

  for (const fault of [{ status: 500 }, { status: 502 }, { body: 'html' }, { body: 'truncated' }] as const) {
    it(`are not held up by uploads that cannot be deleted (${JSON.stringify(fault)}), nor are calls`, async () => {
      for (const n of [1, 2, 3, 4, 5, 6, 7]) await store(uploadOf(n));
      await store('/rest_api/faxes/x.tif');
      rig.clock.shiftMs = 49 * HOUR;
      rig.simulator.faults.set({ action: 'file_delete', ...fault });
      await rig.reconcile();
      assert.deepEqual([listed().length, rig.simulator.requests().file_delete], [1, 5]);
    });
  }

  it('are not held up by uploads, and stop when the service asks for a pause', async () => {
    for (const n of [1, 2, 3, 4]) await store(uploadOf(n));
    rig.clock.shiftMs = 49 * HOUR;
    rig.simulator.faults.set({ action: 'file_delete', status: 429, retryAfterSeconds: 60 });
    await assert.rejects(rig.reconcile(), RateLimitedError);
    assert.equal(rig.simulator.requests().file_delete, 1);
  });
});

import assert from 'node:assert/strict';
import { RateLimitedError } from '../../../src/domain/errors';
import { encryptFax } from '../../../src/providers/aculab/files/fax-cipher';
import { eventually } from '../../support/eventually';
import { AskedCall } from './asked-call';
import { NEVER } from './page-bodies';
import { Rig, TIFF } from './rig';

const HOUR = 3_600_000;

describe('faxes that only the list of files tells', () => {
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
    const { event } = await rig.provider.fetchDocument(call.stored, rig.sink.receive, NEVER);
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

  it('are not held up by uploads, and a service that wants its peace gets it', async () => {
    for (const n of [1, 2, 3, 4]) await store(uploadOf(n));
    rig.clock.shiftMs = 49 * HOUR;
    rig.simulator.faults.set({ action: 'file_delete', status: 429, retryAfterSeconds: 60 });
    await assert.rejects(rig.reconcile(), RateLimitedError);
    assert.equal(rig.simulator.requests().file_delete, 1);
  });
});

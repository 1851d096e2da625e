import assert from 'node:assert/strict';
import type { ProviderEvent } from '../../../src/domain/events';
import { createDocumentFetcher } from '../../../src/inbox/fetch-documents';
import { DEFAULT_RETENTION } from '../../../src/domain/retention';
import { encryptFax, type FaxCipher } from '../../../src/providers/aculab/wire/fax-cipher';
import { newStanding } from '../../support/standing';
import { eventually } from '../../support/eventually';
import { openInbox, SCOPE, type InboxRig } from '../../support/inbox';
import { AskedCall } from './asked-call';
import { Rig, TIFF } from './rig';

const FOREIGN = '/fax_in/2026-11-21/0001.tif';

describe('a fax of Aculab in the inbox, once its document was fetched', () => {
  let rig: Rig;
  let inbox: InboxRig;

  beforeEach(async () => {
    [rig, inbox] = [await Rig.start(), await openInbox()];
  });
  afterEach(async () => {
    await inbox.close();
    await rig.close();
  });

  const store = async (name: string, bytes: Buffer): Promise<void> => {
    rig.simulator.media.write({ name, bytes, encrypted: true });
    await eventually('it shows', () => rig.simulator.media.findVisible(name) !== undefined);
  };
  const cipherOf = async ({ id }: AskedCall): Promise<FaxCipher> =>
    (await rig.calls.get(id))?.cipher ?? assert.fail('it is encrypted');

  /** What was told of it last is accepted, and fetched. */
  async function fetched() {
    const event = rig.sink.taken.map((incoming): ProviderEvent => incoming.event).findLast(isFax) ?? assert.fail();
    await inbox.take(event, { source: 'webhook' });
    let isFetched = false;
    const fetcher = createDocumentFetcher({
      ...{ ...inbox, scope: SCOPE, retention: DEFAULT_RETENTION, random: () => 1 },
      standing: newStanding(inbox.clock),
      holding: { isHeld: true },
      fetch: (id, signal) => rig.provider.fetchDocument(id, (bytes) => inbox.documents.write(bytes), signal),
      ping: (signal) => rig.provider.ping(signal),
      onFetched: () => (isFetched = true),
    });
    fetcher.wake();
    await eventually('it is fetched', () => isFetched);
    await fetcher.stop();
    return inbox.row(event);
  }

  it('has the page’s fields in raw, with its exact result', async () => {
    const call = await AskedCall.inbound(rig);
    await store(call.stored, encryptFax(TIFF, await cipherOf(call)));
    const told = { cause: 'NORMAL', pages_received: 2, filename: call.stored, new_field: [{ a: null }] };
    await call.next(told);
    const { raw, document, payload } = await fetched();
    assert.deepEqual(raw['action_result'], { action: 'receive_fax', result: told });
    assert.deepEqual([document?.type, document?.damaged], ['image/tiff', undefined]);
    assert('pages' in payload && payload.pages === 2);
  });

  it('has the list’s fields in raw, and the time of its file, also when its call is unknown', async () => {
    await store(FOREIGN, TIFF);
    rig.clock.shiftMs = 3_600_000;
    await rig.reconcile();
    const { raw, payload, occurredAt } = await fetched();
    assert.equal(raw['filename'], FOREIGN);
    assert(occurredAt !== undefined && 'receivedAt' in payload && payload.receivedAt === occurredAt);
  });

  it('is damaged where it was cut, is no fax, or no key fits it', async () => {
    for (const damage of ['cut', 'no fax', 'no key']) {
      const call = await AskedCall.inbound(rig);
      const encrypted = encryptFax(damage === 'no fax' ? Buffer.alloc(999, 'fax') : TIFF, await cipherOf(call));
      await store(call.stored, damage === 'cut' ? encrypted.subarray(0, 1_000) : encrypted);
      await call.next({ cause: 'NORMAL', pages_received: 2, filename: call.stored });
      if (damage === 'no key') await rig.calls.forget({ id: call.id, file: call.stored });
      assert.equal((await fetched()).document?.damaged, true, damage);
    }
  });
});

function isFax({ kind }: ProviderEvent): boolean {
  return kind === 'fax.received';
}

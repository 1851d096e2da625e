import assert from 'node:assert/strict';
import { ConfigError, RateLimitedError, StoreError } from '../../../src/domain/errors';
import type { CallRow } from '../../../src/providers/aculab/call/call-row';
import { encryptFax, freshCipher } from '../../../src/providers/aculab/wire/fax-cipher';
import { createFaxService } from '../../../src/providers/aculab/call/fax-service';
import type { CallPageContext } from '../../../src/providers/provider';
import { eventually } from '../../support/eventually';
import { INSTANCE, info, NEVER, outCall, result, thisCall } from './page-bodies';
import { Rig, TIFF } from './rig';

const DAY = 24 * 3_600_000;
/** How Aculab names received faxes is not documented: such a name does not tell the call. */
const FOREIGN_NAME = '/fax/2026/11/21/in-000017.tif';
const TELLING_NAME = `/rest_api/faxes/2026/11/20/14_35_03_${INSTANCE}.tif`;

describe('Aculab, cut off at the worst moment', () => {
  let rig: Rig;
  beforeEach(async () => {
    rig = await Rig.start();
  });
  afterEach(() => rig.close());

  const page = (suffix: string, fields: object, context: CallPageContext = rig) => {
    const body = { raw: Buffer.from(JSON.stringify(fields)) };
    return rig.provider.pages.serve({ method: 'POST', suffix, headers: {}, body }, context);
  };
  const store = async (name: string, bytes = TIFF): Promise<void> => {
    rig.simulator.media.write({ name, bytes, encrypted: true });
    await eventually('it shows', () => rig.simulator.media.findVisible(name) !== undefined);
  };
  const fetched = async (name: string): Promise<Buffer | undefined> => {
    const { document } = await rig.provider.fetchDocument(name, rig.sink.writeDocument, NEVER);
    return document && rig.sink.documents.get(document.file);
  };
  const rowOf = async (id = INSTANCE): Promise<CallRow> => {
    const row = await rig.calls.get(id);
    assert(row);
    return row;
  };
  const inbound = (more: Partial<CallRow>): CallRow => ({
    ...{
      id: INSTANCE,
      instanceId: INSTANCE,
      epoch: 0,
      direction: 'in',
      token: 't',
      from: '15554499760',
      to: '1555813',
    },
    ...{ state: 'accepted', isFaxing: true, startedAt: rig.clock.now(), movedAt: rig.clock.now(), answers: {} },
    ...more,
  });
  const ended = (filename: string, token: string) => ({
    ...info({ token }),
    ...result({ filename, cause: 'NORMAL', pages_received: 2 }),
  });

  it('decrypts a fax, with its numbers, that was announced although its row was not written any more', async () => {
    await page('/first', info());
    const { cipher, token } = await rowOf();
    assert(cipher);
    await store(FOREIGN_NAME, encryptFax(TIFF, cipher));
    const dying: CallPageContext = {
      quarantine: () => Promise.resolve(),
      mayTransmit: () => Promise.resolve(false),
      async accept(incoming) {
        await rig.accept(incoming);
        if (incoming.event.kind === 'fax.received') throw new StoreError('kill -9');
      },
    };
    await assert.rejects(page('/next', ended(FOREIGN_NAME, token), dying), StoreError);
    assert.equal((await rowOf()).file, undefined);
    assert.deepEqual(await fetched(FOREIGN_NAME), TIFF);
    const { event } = await rig.provider.fetchDocument(FOREIGN_NAME, rig.sink.writeDocument, NEVER);
    assert(event.kind === 'fax.received');
    assert.deepEqual([event.payload.from, event.payload.id], ['+15554499760', INSTANCE]);
  });

  it('keeps the key of a fax that is only in the list, as long as its file is there', async () => {
    const cipher = freshCipher();
    const long = rig.clock.now() - DAY - 1;
    const outcome = { state: 'unknown', cause: 'unknown', retryable: false, result: {} } as const;
    await rig.calls.put(inbound({ cipher, outcome, startedAt: long, movedAt: long }), undefined);
    await store(TELLING_NAME, encryptFax(TIFF, cipher));
    await rig.reconcile();
    assert(rig.told.includes('fax.received'));
    assert.deepEqual(await fetched(TELLING_NAME), TIFF);
  });

  it('forgets the key with the file, wherever it was kept', async () => {
    await page('/first', info());
    const { cipher, token } = await rowOf();
    await page('/next', ended(TELLING_NAME, token));
    await store(TELLING_NAME);
    await rig.provider.acknowledge({ kind: 'fax.received', providerId: TELLING_NAME, action: 'delete' }, NEVER);
    assert(cipher && ![...rig.facts.values.values()].join().includes(cipher.key));
  });

  it('does not let a refusal hold up the faxes and calls after it', async () => {
    const old = rig.clock.now() - 5 * 60_000;
    await rig.calls.put(inbound({ id: 'a:b', instanceId: 'a:b', movedAt: old }), undefined);
    await rig.calls.put(inbound({ endedAt: old, movedAt: old, callCause: 'hung_up' }), undefined);
    await store(`/pushline-out/${'c0ffee'.repeat(4)}-1_000000000000.tif`);
    await store('/rest_api/faxes/x.tif');
    rig.clock.shiftMs = 49 * 3_600_000;
    rig.simulator.faults.set({ action: 'file_delete', status: 403 }, { action: 'application_status', code: '0002' });
    await rig.reconcile();
    assert.deepEqual(rig.told.sort(), ['fax.received', 'failed hangup', 'failed timeout'].sort());
  });

  it('takes a fax that was given for under way, though the start of its call was refused', async () => {
    const outgoing = rig.outgoing();
    const token = outgoing.correlation;
    const client = {
      writeFile: () => Promise.resolve(),
      async startService(): Promise<void> {
        const { body } = await page('/first', info({ token, this_call: outCall() }));
        assert(body?.includes('send_fax'));
        throw new RateLimitedError(1_000);
      },
    };
    const options = {
      calls: rig.calls,
      clock: rig.clock,
      country: '',
      encrypt: false,
      hasService: true,
      pagesUrl: () => '',
      closing: NEVER,
    };
    const sender = createFaxService({ ...options, client: client as never });
    assert.deepEqual(await sender.send(outgoing, NEVER), { outcome: 'accepted', providerId: token });
    await page('/next', { ...info({ token, this_call: outCall() }), ...result({ cause: 'NORMAL' }, 'send_fax') });
    const { payload } = await sender.status(token, NEVER);
    assert('state' in payload && payload.state === 'succeeded');
  });

  it('is not confused by an inbound call that bears the token of a job', async () => {
    const token = `${'ab'.repeat(12)}-1`;
    for (const _ of [1, 2]) assert.equal((await page('/first', info({ token }))).status, 200);
    assert.deepEqual(rig.told, ['accepted none']);
  });

  it('waits for the verdict behind a next page that brings none', async () => {
    await page('/first', info());
    const { token } = await rowOf();
    await page('/next', info({ token }));
    await page('/next', ended(TELLING_NAME, token));
    assert.deepEqual(rig.told.slice(1), ['succeeded normal', 'fax.received']);
  });

  it('reports the real outcome of an inbound fax that comes after it was considered unknown', async () => {
    await page('/first', info());
    const { token } = await rowOf();
    await page('/final', info({ token, this_call: thisCall({ call_cause: 'completed' }) }));
    rig.clock.shiftMs = 60_000;
    await rig.reconcile();
    await page('/next', ended(TELLING_NAME, token));
    const statuses = rig.sink.taken.flatMap(({ event }) => (event.kind === 'fax.status' ? [event] : []));
    assert.deepEqual(
      statuses.slice(1).map(({ payload, progress }) => [payload.state, payload.final, progress?.final]),
      [
        ['unknown', true, false],
        ['succeeded', true, true],
      ],
    );
  });

  it('makes no call and reveals nothing while its pages cannot be reached', async () => {
    const other = await Rig.start({
      pagesUrl: () => {
        throw new ConfigError('publicUrl: needed');
      },
    });
    const down = { outcome: 'not-now', reason: 'down' };
    assert.deepEqual(
      [await other.send(other.outgoing()), await other.provider.sms?.send(other.sms(), NEVER)],
      [down, down],
    );
    assert.deepEqual(other.simulator.requests(), {});
    await other.close();
  });
});

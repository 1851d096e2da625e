import assert from 'node:assert/strict';
import {
  BadDocumentError,
  BadInputError,
  ConfigError,
  ItemGoneError,
  ProviderRefusedError,
} from '../../../../src/domain/errors';
import type { FaxOrder } from '../../../../src/domain/job';
import type { FaxStatus } from '../../../../src/domain/fax';
import type { FaxService, SendResult } from '../../../../src/providers/provider';
import type { Fault } from '../../../../src/simulator/aculab/fault';
import { faxOrder } from '../../../outbox/jobs';
import { eventually } from '../../../support/eventually';
import { NEVER } from '../page-bodies';
import { Rig, TIFF } from '../rig';

const NONE = { isTaken: () => Promise.resolve(false), signal: NEVER };

describe('sending a fax by Aculab', () => {
  let rig: Rig;
  let sender: FaxService;

  beforeEach(async () => {
    rig = await Rig.start();
    assert(rig.provider.fax);
    sender = rig.provider.fax;
  });
  afterEach(() => rig.close());

  const over = () => eventually('the calls are over', () => rig.isOver);

  async function status(id: string): Promise<FaxStatus> {
    const { payload, kind } = await sender.status(id, NEVER);
    assert(kind === 'fax.status');
    return payload;
  }

  it('uploads it encrypted, gives it to its call, reports every step, and tidies up', async () => {
    const outgoing = rig.outgoing();
    const { correlation } = outgoing;
    assert.deepEqual(await rig.send(outgoing), { outcome: 'accepted', providerId: correlation });
    await over();
    const [call] = rig.simulator.calls();
    assert.deepEqual([call?.document, call?.to, call?.from], [TIFF, '447700900001', '15550100001']);
    assert.deepEqual(rig.told, [
      ...['dialing none', 'negotiating none', 'transferring none', 'transferring none', 'succeeded normal'],
    ]);
    for (const { event } of rig.sink.taken)
      assert.deepEqual([event.providerId, event.correlation], [correlation, correlation]);
    const [file = ''] = rig.simulator.media.stored();
    assert(file.startsWith(`/pushline-out/${correlation}_`));
    assert(!rig.simulator.media.find(file)?.bytes.includes(TIFF.subarray(0, 64)));
    await rig.reconcile();
    assert.deepEqual([rig.simulator.media.stored(), rig.told.includes('fax.received')], [[], false]);
    assert.equal((await status(correlation)).state, 'succeeded');
  });

  for (const [ending, expected] of [
    ['0001', 'succeeded normal'],
    ['0002', 'failed busy'],
    ['0003', 'failed no-answer'],
    ['0005', 'failed comms-fault'],
    ['0008', 'failed bad-number'],
    ['0009', 'failed not-fax'],
    ['0010', 'failed page-quality'],
    ['0013', 'succeeded normal'],
    ['0014', 'succeeded normal'],
    ['0016', 'cancelled cancelled'],
    ['0017', 'unknown unknown'],
    ['0018', 'failed negotiation'],
    ['0020', 'failed bad-number'],
    ['0021', 'failed bad-options'],
    ['0023', 'failed congestion'],
    ['0024', 'failed rejected'],
    ['0025', 'failed timeout'],
    ['0026', 'failed provider-error'],
    ['0027', 'cancelled cancelled'],
    ['0028', 'failed hangup'],
    ['0029', 'failed hangup'],
    ['0030', 'failed bad-options'],
  ] as const) {
    it(`ends ${expected} for the simulator's ${ending}, at once and once`, async () => {
      assert.equal((await rig.send(rig.outgoing({ to: `+44770090${ending}` }))).outcome, 'accepted');
      await over();
      assert.equal(rig.told.at(-1), expected);
      const final = rig.sink.taken.filter(({ event }) => event.kind === 'fax.status' && event.payload.final);
      assert.equal(final.length, 1);
    });
  }

  for (const [ending, expected] of [
    ['0011', 'failed hangup'],
    ['0012', 'unknown unknown'],
    ['0019', 'unknown unknown'],
    ['0022', 'unknown unknown'],
  ] as const) {
    it(`ends ${expected} for the simulator's ${ending}, once no verdict can come any more`, async () => {
      const outgoing = rig.outgoing({ to: `+44770090${ending}` });
      await rig.send(outgoing);
      await over();
      assert.equal((await status(outgoing.correlation)).final, false);
      rig.clock.shiftMs = 150_000;
      await rig.reconcile();
      rig.clock.shiftMs = 190_000;
      await rig.reconcile();
      assert.equal(rig.told.at(-1), expected);
      const { state, cause, final } = await status(outgoing.correlation);
      assert.deepEqual([`${state} ${cause}`, final], [expected, true]);
    });
  }

  it('leaves no document lying there for a call that never came about', async () => {
    rig.simulator.faults.set({ action: 'service_start', drop: 'before', times: 1 });
    const outgoing = rig.outgoing();
    assert.deepEqual(await rig.send(outgoing), { outcome: 'unknown' });
    for (const [minutes, stored] of [
      [59, 1],
      [61, 1],
      [62, 0],
    ] as const) {
      rig.clock.shiftMs = minutes * 60_000;
      await rig.reconcile();
      assert.equal(rig.simulator.media.stored().length, stored, `after ${minutes} minutes`);
    }
    assert.deepEqual(rig.told, ['failed timeout']);
  });

  it('names the option that was refused', async () => {
    await rig.send(rig.outgoing({ to: '+447700900021' }));
    await over();
    const last = rig.sink.taken.at(-1)?.event;
    assert(last?.kind === 'fax.status' && last.payload.message?.startsWith('fax option v17,MinDataRate refused'));
  });

  for (const [fault, expected, calls] of [
    [{ action: 'service_start', body: 'html' }, 'unknown', 1],
    [{ action: 'service_start', code: '0002' }, 'refused', 0],
    [{ action: 'file_write', drop: 'after' }, 'not-now', 0],
    [{ action: 'file_write', status: 503 }, 'not-now', 0],
    [{ action: 'file_write', body: 'html' }, 'not-now', 0],
    [{ action: 'file_write', status: 401 }, 'held', 0],
    [{ action: 'file_write', code: '0002' }, 'refused', 0],
  ] as [Fault, SendResult['outcome'], number][]) {
    it(`is ${expected} after ${JSON.stringify(fault)}, by one request at most`, async () => {
      rig.simulator.faults.set(fault);
      assert.equal((await rig.send(rig.outgoing())).outcome, expected);
      await over();
      assert.equal(rig.simulator.calls().length, calls);
      assert((rig.simulator.requests().service_start ?? 0) <= 1);
    });
  }

  it('finds a call whose answer was lost by its pages, and nothing else', async () => {
    rig.simulator.faults.set({ action: 'service_start', drop: 'after' });
    const outgoing = rig.outgoing();
    assert.deepEqual(await sender.findSent?.(outgoing, NONE), { outcome: 'not-found' });
    assert.equal((await rig.send(outgoing)).outcome, 'unknown');
    await over();
    assert.deepEqual(await sender.findSent?.(outgoing, NONE), { outcome: 'found', providerId: outgoing.correlation });
    assert.equal(rig.told.at(-1), 'succeeded normal');
  });

  it('gives no fax to a call whose job is not waiting for it', async () => {
    rig.maySend = false;
    await rig.send(rig.outgoing());
    await over();
    assert.equal(rig.simulator.calls()[0]?.document, undefined);
    assert(!rig.told.some((told) => told.startsWith('succeeded')));
  });

  it('gives no fax to a call that was refused, should it come all the same', async () => {
    rig.simulator.faults.set({ action: 'service_start', code: '0002' });
    const outgoing = rig.outgoing();
    await rig.send(outgoing);
    const first = { application_instance_id: 'a.1', token: outgoing.correlation, this_call: { call_direction: 'out' } };
    const raw = Buffer.from(JSON.stringify(first));
    const { body = '' } = await rig.provider.pages.serve(
      { method: 'POST', suffix: '/first', headers: {}, body: { raw } },
      rig,
    );
    assert.deepEqual(JSON.parse(body), { api_version: '2.0', actions: [], token: outgoing.correlation });
  });

  it('stops a call under way, and withholds the fax from one that has not asked for it', async () => {
    const hanging = rig.outgoing({ to: '+447700900015' });
    await rig.send(hanging);
    await eventually('it transfers', () => rig.told.includes('transferring none'));
    await sender.cancel?.(hanging.correlation, NEVER);
    await over();
    assert.equal(rig.told.at(-1), 'cancelled cancelled');
    await assert.rejects(sender.cancel?.(hanging.correlation, NEVER) ?? Promise.resolve(), ProviderRefusedError);

    rig.simulator.callAt(undefined);
    const waiting = rig.outgoing();
    await rig.send(waiting);
    await sender.cancel?.(waiting.correlation, NEVER);
    assert.equal((await status(waiting.correlation)).state, 'cancelled');
    await assert.rejects(sender.cancel?.('nobody', NEVER) ?? Promise.resolve(), ItemGoneError);
  });

  it('needs an outbound service, and says so before anything waits for it', async () => {
    const without = await Rig.start({ service: '' });
    const { fax } = without.provider;
    assert(fax);
    assert.throws(() => fax.check(faxOrder({ to: '+447700900001', from: '+15550100001' })), ConfigError);
    assert.deepEqual(await without.send(without.outgoing()), { outcome: 'not-now', reason: 'down' });
    assert.deepEqual(without.simulator.requests(), {});
    await without.close();
  });

  it('blocks faxes but not SMS when only the service’s password is wrong', async () => {
    const { username, apiAccessKey: apiKey } = rig.simulator.account;
    const wrong = await Rig.start({ credentials: { username, apiKey, servicePassword: 'no' } });
    assert.deepEqual(await wrong.send(wrong.outgoing()), { outcome: 'held', reason: 'auth', only: 'fax' });
    const sms = await wrong.provider.sms?.send(wrong.sms(), NEVER);
    assert.equal(sms?.outcome, 'accepted');
    await wrong.close();
  });

  it('does not know a call that was never made', async () => {
    await assert.rejects(sender.status('nobody', NEVER), ItemGoneError);
  });

  it('says that its document is lost, or not a TIFF after all', async () => {
    const lost = { ...rig.outgoing(), read: () => Promise.resolve(undefined) };
    assert.equal((await rig.send(lost)).outcome, 'refused');
    const broken = { ...rig.outgoing(), read: () => Promise.resolve(Buffer.from('II*')) };
    const document = { file: 'a', type: 'image/tiff', filename: 'a.tif', size: 3, sha256: 'ab' };
    const result = await rig.send({ ...broken, order: { ...broken.order, documents: [document, document] } });
    assert(result.outcome === 'refused' && result.verdict.cause === 'bad-document');
    assert.equal(rig.simulator.calls().length, 0);
  });

  it('refuses what Aculab could never send, without naming it', () => {
    const good: Partial<FaxOrder> = { to: '+447700900001', from: '+15550100001' };
    sender.check(faxOrder(good));
    for (const more of [
      { to: '07700900001' },
      { from: '' },
      { from: 'Pushline' },
      { header: 'h' },
      { stationId: '4' },
    ]) {
      assert.throws(() => sender.check(faxOrder({ ...good, ...more })), BadInputError);
    }
    const pdf = { file: 'a', type: 'application/pdf', filename: 'a.pdf', size: 1, sha256: 'ab' };
    for (const documents of [[], [pdf]]) {
      assert.throws(() => sender.check(faxOrder({ ...good, documents })), BadDocumentError);
    }
  });
});

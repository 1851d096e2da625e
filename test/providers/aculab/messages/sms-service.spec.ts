import assert from 'node:assert/strict';
import { BadInputError } from '../../../../src/domain/errors';
import type { SmsOrder } from '../../../../src/domain/job';
import type { SmsService, SendResult } from '../../../../src/providers/provider';
import type { Fault } from '../../../../src/simulator/aculab/fault';
import { smsOrder } from '../../../outbox/jobs';
import { eventually } from '../../../support/eventually';
import { NEVER } from '../page-bodies';
import { Rig } from '../rig';

describe('sending an SMS by Aculab', () => {
  let rig: Rig;
  let sender: SmsService;

  beforeEach(async () => {
    rig = await Rig.start();
    assert(rig.provider.sms);
    sender = rig.provider.sms;
  });
  afterEach(() => rig.close());

  const told = (count: number) => eventually('it is told', () => rig.told.length >= count);

  it('sends one message exactly, whose outcome comes back under its reference', async () => {
    const text = '  two lines\nand € 😀 & + = ';
    const sent = await sender.send(rig.sms({ text }), NEVER);
    assert(sent.outcome === 'accepted');
    await told(2);
    assert.deepEqual(rig.told, ['sent', 'delivered']);
    assert.deepEqual(
      rig.simulator.sent().map(({ content, to }) => [content, to]),
      [[text, '447700900001']],
    );
    for (const { event } of rig.sink.taken) assert.equal(event.providerId, sent.providerId);
  });

  for (const [ending, last, code] of [
    ['0002', 'failed', 21],
    ['0004', 'rejected', 30],
    ['0005', 'expired', 40],
    ['0011', 'unknown', undefined],
    ['0012', 'unknown', undefined],
  ] as const) {
    it(`is ${last} for the simulator's ${ending}`, async () => {
      await sender.send(rig.sms({ to: `+44770090${ending}` }), NEVER);
      await told(ending === '0004' ? 1 : 2);
      const event = rig.sink.taken.at(-1)?.event;
      assert(event?.kind === 'sms.status');
      assert.deepEqual([event.payload.state, event.payload.failure?.code], [last, code]);
      assert.equal(event.payload.success, last === 'unknown' ? undefined : false);
    });
  }

  for (const [fault, expected] of [
    [{ body: 'xml' }, 'unknown'],
    [{ code: '0001' }, 'refused'],
  ] as [Fault, SendResult['outcome']][]) {
    it(`is ${expected} after ${JSON.stringify(fault)}, by one request`, async () => {
      rig.simulator.faults.set({ action: 'msg_send', ...fault });
      assert.equal((await sender.send(rig.sms(), NEVER)).outcome, expected);
      assert.equal(rig.simulator.requests().msg_send, 1);
    });
  }

  it('has its own status page, which identifies the message even if its answer was lost', async () => {
    const [lost, other] = [rig.sms(), { ...rig.sms(), correlation: `${'b'.repeat(24)}-2` }];
    rig.simulator.faults.set({ action: 'msg_send', drop: 'after', times: 1 });
    assert.deepEqual(await sender.send(lost, NEVER), { outcome: 'unknown' });
    assert.equal((await sender.send(other, NEVER)).outcome, 'accepted');
    await told(4);
    const [first, second] = rig.simulator.sent();
    const tellings = rig.sink.taken.map(({ event }) => [event.providerId, event.correlation, event.kind]);
    for (const [sms, { correlation }] of [
      [first, lost],
      [second, other],
    ] as const) {
      assert.equal(tellings.filter(([id, told]) => id === sms?.msgRef && told === correlation).length, 2);
    }
  });

  it('is unknown where the answer has no reference', async () => {
    rig.simulator.behave({ msgRef: 'absent' });
    assert.deepEqual(await sender.send(rig.sms(), NEVER), { outcome: 'unknown' });
  });

  it('cannot be asked about', async () => {
    await assert.rejects(sender.status('x', NEVER), { code: 'PUSHLINE_PROVIDER' });
  });

  it('refuses what Aculab could never send', () => {
    const good: Partial<SmsOrder> = { to: '+447700900001', from: '+447700900500' };
    sender.check(smsOrder(good));
    const bad: Partial<SmsOrder>[] = [
      ...[
        { to: '07700900001' },
        { from: '' },
        { from: 'Pushline' },
        { text: '' },
        { text: 'a'.repeat(2_000) },
        { text: '\ud83d' },
      ],
      ...[{ characterset: 'GSM' as const }, { validity: 4 }, { sendAt: '2026-11-21T10:00:00.000Z' }],
    ];
    for (const more of bad) assert.throws(() => sender.check(smsOrder({ ...good, ...more })), BadInputError);
  });
});

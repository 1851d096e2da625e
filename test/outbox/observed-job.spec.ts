import assert from 'node:assert/strict';
import { lastFour } from '../../src/domain/observation';
import { request, smsOrder } from './jobs';
import { BUSY, DELIVERED, faxEvent, OutboxRig } from './rig';

describe('what an outbox tells of its jobs', () => {
  let rig: OutboxRig;

  beforeEach(async () => {
    rig = await OutboxRig.open();
  });
  afterEach(() => rig.close());

  const whats = (): string[] =>
    rig.seen.map(({ what, reason }) => (reason === undefined ? what : `${what}: ${reason}`));

  it('a fax that is busy at first and arrives then', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ reference: 'order 7' }));
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
    await rig.reaches(jobId, 'accepted');
    await rig.outbox.track(faxEvent('P-1', BUSY), 'push');
    await rig.passUntil('it is called again', () => rig.fax.calls.length === 2, 30_000);
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-2' });
    await rig.reaches(jobId, 'accepted');
    await rig.outbox.track(faxEvent('P-2', DELIVERED), 'push');

    assert.deepEqual(whats(), ['queued', 'accepted', 'redial: busy', 'sent']);
    const [queued] = rig.seen;
    assert.deepEqual([queued?.kind, queued?.direction, queued?.reference], ['fax', 'out', 'order 7']);
    assert.deepEqual(queued?.item, { type: 'job', id: jobId });
    assert.equal(queued?.to4?.length, 4);
    assert.equal(rig.seen.at(-1)?.pages, 2);
  });

  it('an SMS of unknown outcome, and what a person decides about it', async () => {
    rig.sms.always = { outcome: 'unknown' };
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ order: smsOrder() }));
    await rig.reaches(jobId, 'unknown');
    await rig.outbox.decide(jobId, 'sent');
    assert.deepEqual(whats(), ['queued', 'unknown: no-answer', 'delivered']);
  });

  it('a message that joins a job is no other job', async () => {
    await rig.outbox.submit(request({ idempotencyKey: 'one' }));
    await rig.outbox.submit(request({ idempotencyKey: 'one' }));
    assert.deepEqual(whats(), ['queued']);
  });
});

describe('the last four digits of a number', () => {
  const cases: [string | undefined, string | undefined][] = [
    ['+442079460018', '0018'],
    ['(020) 7946-0018', '0018'],
    ['60300', '0300'],
    ['123', '123'],
    ['', undefined],
    [undefined, undefined],
    ['Dr Miller 1234', undefined],
    ['sip:4420@10.0.0.99', undefined],
    ['+', undefined],
  ];
  for (const [number, expected] of cases) {
    it(`of ${JSON.stringify(number)} are ${JSON.stringify(expected)}`, () => assert.equal(lastFour(number), expected));
  }
});

import assert from 'node:assert/strict';
import type { FaxStatus } from '../../src/domain/fax';
import { eventually } from '../support/eventually';
import { request, smsOrder } from './jobs';
import { BUSY, DELIVERED, faxEvent, OutboxRig } from './rig';

const MINUTE = 60_000;

describe('what status nodes and senders are told of a job', () => {
  let rig: OutboxRig;

  beforeEach(async () => {
    rig = await OutboxRig.open();
  });
  afterEach(() => rig.close());

  const told = async (): Promise<FaxStatus[]> => (await rig.events()).map(({ payload }) => payload as FaxStatus);

  const taken = async (times = 1, providerId = 'P-1'): Promise<string> => {
    const { jobId } = await rig.fax.called(times);
    rig.fax.answer({ outcome: 'accepted', providerId });
    await rig.reaches(jobId, 'accepted');
    return jobId;
  };

  for (const [kind, more] of [
    ['fax', {}],
    ['SMS', { order: smsOrder() }],
  ] as const) {
    it(`begins with the id of a ${kind} that waits, before anything is sent`, async () => {
      const { jobId } = await rig.outbox.submit(request({ ...more, reference: 'order 7' }));
      const [first, ...others] = await told();
      assert.deepEqual([first?.id, first?.state, first?.final, first?.reference], [jobId, 'queued', false, 'order 7']);
      assert.equal(others.length, 0);
    });
  }

  it('tells no second beginning of a job that a message joins', async () => {
    await rig.outbox.submit(request({ idempotencyKey: 'k' }));
    await rig.outbox.submit(request({ idempotencyKey: 'k' }));
    assert.deepEqual(await rig.states(), ['queued']);
  });

  it('tells each return to the queue, for a redial as for want of a channel, under a key of its own', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    await taken();
    await rig.outbox.track(faxEvent('P-1', BUSY), 'push');
    await rig.passUntil('it calls again', () => rig.fax.calls.length === 2, 10_000);
    await taken(2, 'P-2');
    await rig.outbox.track(faxEvent('P-2', { state: 'queued', cause: 'congestion' }), 'push');
    await rig.passUntil('it calls once more', () => rig.fax.calls.length === 3, 10_000);
    await taken(3, 'P-3');
    await rig.outbox.track(faxEvent('P-3', DELIVERED), 'push');
    await rig.reaches(jobId, 'finished');
    assert.deepEqual(
      (await told()).map(({ state, cause, attempt }) => `${state} ${cause} ${attempt}`),
      [
        ...['queued none 1', 'accepted none 1', 'queued busy 1', 'accepted none 2', 'queued congestion 1'],
        ...['accepted none 2', 'succeeded normal 2'],
      ],
    );
  });

  it('lets go of a status that is no job of ours within a minute, though nothing else happens', async () => {
    rig.start();
    await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    await rig.fax.called(1);
    const begun = rig.inbox.clock.now();
    assert.equal(await rig.outbox.track(faxEvent('P-8', DELIVERED), 'push'), 'early');
    await rig.passUntil('it is let go', () => rig.foreign.length === 1);
    // The request itself is looked after only minutes later.
    assert(rig.inbox.clock.now() - begun < 2 * MINUTE);
  });

  it('says so where the truth comes after a job had ended as unknown', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 1 }));
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'unknown' });
    await rig.passUntil('it is given up', async () => (await rig.job(jobId)).state === 'finished');
    await rig.outbox.track(faxEvent('P-1', DELIVERED, `${jobId}-1`), 'push');
    const ends = (await told()).filter(({ final }) => final);
    assert.deepEqual(
      ends.map(({ id, state, late }) => [id, state, late]),
      [
        [jobId, 'unknown', undefined],
        [jobId, 'succeeded', true],
      ],
    );
  });

  it('names a job of unknown outcome in the log only by the id that the dialog and msg.decide accept', async () => {
    rig.start();
    for (const order of [request().order, smsOrder({ text: 'The parcel' })]) {
      const { jobId } = await rig.outbox.submit(request({ order, reference: 'order 7' }));
      const sender = order.kind === 'fax' ? rig.fax : rig.sms;
      await rig.passUntil('it is sent', () => sender.calls.length === 1);
      sender.answer({ outcome: 'unknown' });
      await rig.reaches(jobId, 'unknown');
      await eventually('it is logged', () => rig.inbox.log.matching(new RegExp(jobId)).length > 0);
      const [line, ...more] = rig.inbox.log.matching(new RegExp(jobId));
      assert.match(line ?? '', /nobody knows whether it was sent.* Waiting in the connection's dialog/);
      assert.equal(more.length, 0);
      await rig.outbox.decide(jobId, 'sent');
      const [, known, ...others] = rig.inbox.log.matching(new RegExp(jobId));
      assert.match(known ?? '', /known now/);
      assert.equal(others.length, 0);
      for (const said of [line ?? '', known ?? '']) {
        assert.equal(said.includes(order.to) || /parcel|order 7/.test(said), false);
      }
    }
  });

  describe('at output 1', () => {
    const cause = { key: 'esendex:a:sms.received:1', redelivered: false };
    const again = (more: object = {}) =>
      request({ order: smsOrder(), cause: { ...cause, redelivered: true }, live: { n: 2 }, ...more });
    const accepts = (node: { accepts: { message: object; status: { state: string } }[] }) =>
      node.accepts.map(({ message, status }) => ({ ...message, state: status.state }));

    it('a message that is offered again gets its own, after a restart and a crash in between', async () => {
      rig.start();
      rig.sms.always = { outcome: 'accepted', providerId: 'S-1' };
      const { jobId } = await rig.outbox.submit(request({ order: smsOrder(), cause, live: { n: 1 } }));
      await rig.reaches(jobId, 'accepted');
      await rig.restart();
      const node = rig.node();
      rig.start();
      const joined = await rig.outbox.submit(again());
      assert.equal(joined.jobId, jobId);
      assert.deepEqual(accepts(node), [{ n: 2, state: 'accepted' }]);
      assert.equal(rig.sms.calls.length, 1);
    });

    it('it gets it also where the job has ended well meanwhile, and not as its end', async () => {
      rig.start();
      const { jobId } = await rig.outbox.submit(request({ cause, live: { n: 1 } }));
      await taken();
      await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
      await rig.reaches(jobId, 'finished');
      const node = rig.node();
      await rig.outbox.submit(again({ order: request().order }));
      assert.deepEqual(accepts(node), [{ n: 2, state: 'accepted' }]);
      await eventually('the end is told, too', () => node.ends.length === 2);
    });

    it('it waits for the provider as the first one does, and each gets one', async () => {
      const node = rig.node();
      rig.start();
      await rig.outbox.submit(request({ order: smsOrder(), cause, live: { n: 1 } }));
      await rig.sms.called(1);
      await rig.outbox.submit(again());
      assert.equal(node.accepts.length, 0);
      rig.sms.answer({ outcome: 'accepted', providerId: 'S-1' });
      await eventually('both are told', () => node.accepts.length === 2);
      assert.deepEqual(accepts(node), [
        { n: 1, state: 'accepted' },
        { n: 2, state: 'accepted' },
      ]);
    });

    it('it gets it of a fax that waits to be called again', async () => {
      rig.start();
      const { jobId } = await rig.outbox.submit(request({ cause, live: { n: 1 }, giveUpMinutes: 1_440 }));
      await taken();
      await rig.outbox.track(faxEvent('P-1', BUSY), 'push');
      await rig.reaches(jobId, 'queued');
      const node = rig.node();
      await rig.outbox.submit(again({ order: request().order }));
      assert.equal(node.accepts.length, 1);
    });

    it('it gets none of a job that was never taken', async () => {
      const node = rig.node();
      rig.start();
      rig.sms.always = { outcome: 'unknown' };
      const { jobId } = await rig.outbox.submit(request({ order: smsOrder(), cause, giveUpMinutes: 1 }));
      await rig.passUntil('it is given up', async () => (await rig.job(jobId)).state === 'finished');
      await rig.outbox.submit(again());
      await eventually('both ends are told', () => node.ends.length === 2);
      assert.equal(node.accepts.length, 0);
    });

    it('a message that joins by its idempotency key alone gets none', async () => {
      const node = rig.node();
      rig.start();
      await rig.outbox.submit(request({ idempotencyKey: 'k', live: { n: 1 } }));
      await taken();
      await rig.outbox.submit(request({ idempotencyKey: 'k', live: { n: 2 } }));
      assert.deepEqual(accepts(node), [{ n: 1, state: 'accepted' }]);
    });
  });
});

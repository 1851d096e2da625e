import assert from 'node:assert/strict';
import { request } from './jobs';
import { DELIVERED, faxEvent, OutboxRig } from './rig';

/** The queue rests: what waits in it is not tried. */
const HELD = { outcome: 'held', reason: 'auth' } as const;

describe('late statuses of a call', () => {
  let rig: OutboxRig;
  beforeEach(async () => {
    rig = await OutboxRig.open();
    rig.node();
    rig.start();
  });
  afterEach(() => rig.close());

  /** A call that the provider has, and whose fate nobody knows. */
  async function hanging(): Promise<{ jobId: string; correlation: string }> {
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    const { correlation } = await rig.fax.called(1);
    assert(await rig.outbox.mayTransmit(correlation, 'instance-1'));
    const event = faxEvent(correlation, { state: 'unknown', cause: 'unknown' }, correlation);
    rig.fax.statuses.set(correlation, event);
    rig.fax.answer({ outcome: 'accepted', providerId: correlation });
    await rig.passUntil('its fate is unknown', async () => (await rig.job(jobId)).state === 'unknown', 5_000);
    return { jobId, correlation };
  }

  it('ends a job that waits to be sent once more, if it arrived after all', async () => {
    const { jobId, correlation } = await hanging();
    rig.fax.always = HELD;
    await rig.outbox.decide(jobId, 'resend');
    await rig.fax.called(2);
    await rig.reaches(jobId, 'queued');
    const calls = rig.fax.calls.length;
    assert.equal(await rig.outbox.track(faxEvent(correlation, DELIVERED, correlation), 'webhook'), 'own');
    const { state, status } = await rig.reaches(jobId, 'finished');
    assert.deepEqual([state, status.state], ['finished', 'succeeded']);
    rig.inbox.clock.advance(3_600_000);
    assert.equal(rig.fax.calls.length, calls, 'it is not sent again');
  });

  it('is told by itself where the next call is under way already', async () => {
    const { jobId, correlation } = await hanging();
    await rig.outbox.decide(jobId, 'resend');
    await rig.fax.called(2);
    assert.equal(await rig.outbox.track(faxEvent(correlation, DELIVERED, correlation), 'webhook'), 'late');
    const failed = faxEvent(correlation, { state: 'failed', final: true, cause: 'busy' }, correlation);
    assert.equal(await rig.outbox.track(failed, 'webhook'), 'own', 'an end without consequence is not');
    assert.equal((await rig.job(jobId)).state, 'sending');
  });

  it('does not give the document to a call whose job waits or has ended', async () => {
    const { jobId, correlation } = await hanging();
    rig.fax.always = HELD;
    assert.equal(await rig.outbox.mayTransmit(correlation, 'instance-1'), true, 'asked again by the same instance');
    assert.equal(await rig.outbox.mayTransmit(correlation, 'instance-2'), false);
    await rig.outbox.decide(jobId, 'resend');
    await rig.fax.called(2);
    await rig.reaches(jobId, 'queued');
    assert.equal(await rig.outbox.mayTransmit(correlation, 'instance-1'), false);
    await rig.outbox.track(faxEvent(correlation, DELIVERED, correlation), 'webhook');
    await rig.reaches(jobId, 'finished');
    assert.equal(await rig.outbox.mayTransmit(correlation, 'instance-1'), false);
  });

  it('brings a fax that stands still back by pages, not by the same word again', async () => {
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    const { correlation } = await rig.fax.called(1);
    rig.fax.statuses.set(correlation, faxEvent(correlation, { state: 'accepted' }, correlation));
    rig.fax.answer({ outcome: 'accepted', providerId: correlation });
    await rig.passUntil('it is lost', async () => (await rig.job(jobId)).state === 'unknown', 60_000);
    const asked = (await rig.job(jobId)).lookups;
    await rig.passUntil('it is asked about', async () => (await rig.job(jobId)).lookups > asked, 60_000);
    assert.equal((await rig.job(jobId)).state, 'unknown');
    rig.fax.statuses.set(correlation, faxEvent(correlation, { state: 'transferring', pages: 1 }, correlation));
    await rig.passUntil('it moves', async () => (await rig.job(jobId)).state === 'accepted', 60_000);
  });

  it('brings it back by progress without pages, too', async () => {
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    const { correlation } = await rig.fax.called(1);
    rig.fax.statuses.set(correlation, faxEvent(correlation, { state: 'accepted' }, correlation));
    rig.fax.answer({ outcome: 'accepted', providerId: correlation });
    await rig.passUntil('it is lost', async () => (await rig.job(jobId)).state === 'unknown', 60_000);
    rig.fax.statuses.set(correlation, faxEvent(correlation, { state: 'dialing' }, correlation));
    await rig.passUntil('it moves', async () => (await rig.job(jobId)).state === 'accepted', 60_000);
  });

  it('is told by itself also where the call after it has ended, and failed', async () => {
    const { jobId, correlation } = await hanging();
    await rig.outbox.decide(jobId, 'resend');
    await rig.fax.called(2);
    rig.fax.answer({ outcome: 'refused', verdict: { cause: 'bad-number', retryable: false } });
    await rig.reaches(jobId, 'finished');
    assert.equal(await rig.outbox.track(faxEvent(correlation, DELIVERED, correlation), 'webhook'), 'late');
  });
});

import assert from 'node:assert/strict';
import type { ProviderEvent } from '../../src/domain/events';
import type { SmsState } from '../../src/domain/sms';
import { request, smsOrder, smsTold } from './jobs';
import { DELIVERED, faxEvent, OutboxRig } from './rig';

function smsEvent(providerId: string, state: SmsState): ProviderEvent {
  const final = state === 'delivered';
  return {
    ...{ kind: 'sms.status', keyId: `${providerId}:${state}`, providerId, raw: {} },
    payload: smsTold({ id: providerId, providerId, state, final }),
    progress: { subject: providerId, attempt: 1, rank: 1, pages: 0, final },
  };
}

describe('the provider’s id of a job', () => {
  let rig: OutboxRig;
  beforeEach(async () => {
    rig = await OutboxRig.open();
  });
  afterEach(() => rig.close());

  it('is told in the form in which it came first, whatever the case of a receipt', async () => {
    const node = rig.node();
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ order: smsOrder() }));
    await rig.sms.called(1);
    rig.sms.answer({ outcome: 'accepted', providerId: 'ab-1' });
    await rig.reaches(jobId, 'accepted');
    const { epoch } = await rig.job(jobId);
    await rig.outbox.track(smsEvent('AB-1', 'accepted'), 'webhook');
    assert.equal((await rig.job(jobId)).epoch, epoch, 'the same word in another case is no news');
    await rig.outbox.track(smsEvent('AB-1', 'sent'), 'webhook');
    await rig.outbox.track(smsEvent('AB-1', 'delivered'), 'webhook');
    const { status, providerId } = await rig.reaches(jobId, 'finished');
    assert.deepEqual([status.state, status.providerId, providerId], ['delivered', 'ab-1', 'ab-1']);
    await rig.passUntil('its end is told', () => node.ends.length === 1);
    const told = (await rig.events()).map(({ payload }) => (payload as { providerId?: string }).providerId);
    assert.deepEqual(
      told.filter((id) => id !== undefined),
      ['ab-1', 'ab-1', 'ab-1'],
    );
  });

  it('is that of the first receipt of an SMS whose answer was lost, if that says whose it is', async () => {
    const node = rig.node();
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ order: smsOrder(), giveUpMinutes: 1_440 }));
    const { correlation } = await rig.sms.called(1);
    rig.sms.answer({ outcome: 'unknown' });
    await rig.reaches(jobId, 'unknown');
    assert.equal(await rig.outbox.track({ ...smsEvent('ref-1', 'sent'), correlation }, 'webhook'), 'own');
    const { status, providerId } = await rig.reaches(jobId, 'accepted');
    assert.deepEqual([status.state, providerId], ['sent', 'ref-1']);
    assert.equal(await rig.outbox.track({ ...smsEvent('other', 'delivered'), correlation }, 'webhook'), 'own');
    assert.equal((await rig.job(jobId)).state, 'accepted', 'a second message under one page is not believed');
    await rig.outbox.track(smsEvent('ref-1', 'delivered'), 'webhook');
    await rig.passUntil('its end is told', () => node.ends.length === 1);
    assert.equal(rig.sms.calls.length, 1);
  });

  it('is that of the status where that comes before the answer', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request());
    const { correlation } = await rig.fax.called(1);
    await rig.outbox.track(faxEvent('AB-1', { state: 'dialing' }, correlation), 'push');
    rig.fax.answer({ outcome: 'accepted', providerId: 'ab-1' });
    await rig.outbox.track(faxEvent('ab-1', DELIVERED, correlation), 'push');
    assert.equal((await rig.reaches(jobId, 'finished')).status.providerId, 'AB-1');
  });

  it('is found by a status that looks for it while the answer is being written down', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request());
    await rig.fax.called(1);
    const { jobs } = rig.store;
    const byProviderId = jobs.byProviderId.bind(jobs);
    jobs.byProviderId = async (...of) => {
      const found = await byProviderId(...of);
      rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
      await rig.reaches(jobId, 'accepted');
      return found;
    };
    assert.equal(await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push'), 'own');
    assert.equal((await rig.job(jobId)).status.state, 'succeeded');
  });

  it("is no SMS's where a fax has it: the status of one kind never changes a job of the other", async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request());
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
    const { epoch } = await rig.reaches(jobId, 'accepted');
    const { correlation } = await rig.fax.called(1);
    assert.equal(await rig.outbox.track({ ...smsEvent('P-1', 'delivered'), correlation }, 'webhook'), 'foreign');
    assert.deepEqual([(await rig.job(jobId)).epoch, (await rig.job(jobId)).state], [epoch, 'accepted']);
  });
});

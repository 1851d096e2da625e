import assert from 'node:assert/strict';
import type { Order } from '../../src/domain/job';
import type { SendResult } from '../../src/providers/provider';
import { eventually } from '../support/eventually';
import { Instances, type Instance } from './instances';
import { faxOrder, request } from './jobs';
import { BUSY, DELIVERED, faxEvent, ScriptedSender } from './rig';

const MINUTE = 60_000;
const TAKEN: SendResult = { outcome: 'accepted', providerId: 'P-1' };

describe('a status that reaches another instance than the one that sent', () => {
  let fax: ScriptedSender<Extract<Order, { kind: 'fax' }>>;
  let instances: Instances;
  let holder: Instance;
  let other: Instance;

  beforeEach(() => {
    fax = new ScriptedSender();
    instances = new Instances({ fax });
    holder = instances.join('a');
    other = instances.join('b');
  });
  afterEach(() => instances.close());

  async function sent(): Promise<{ jobId: string; correlation: string }> {
    const { jobId } = await other.outbox.submit(request());
    const { correlation } = await fax.called(1);
    return { jobId, correlation };
  }

  it('carries the job on, and its channel is free for the next one', async () => {
    const { jobId } = await sent();
    fax.answer(TAKEN);
    await instances.reaches(jobId, 'accepted');
    await holder.outbox.submit(request({ order: faxOrder({ to: '+15005550002' }) }));
    await instances.rests();
    assert.equal(fax.calls.length, 1, 'its channel is taken');
    assert.equal(await other.outbox.track(faxEvent('P-1', DELIVERED), 'webhook'), 'own');
    const before = instances.clock.now();
    await instances.passUntil('the next one goes', () => fax.calls.length === 2, 250);
    assert(instances.clock.now() - before < 2_000);
  });

  it('frees the channel also where that is seen only after the queue was looked at, and nothing else happens', async () => {
    // Nobody has the node of these jobs, so no telling of their ends wakes anybody.
    const node = 'node-9';
    await other.outbox.submit(request({ node }));
    await fax.called(1);
    fax.answer(TAKEN);
    await eventually('it is accepted', async () => (await other.outbox.counts()).accepted === 1);
    await other.outbox.submit(request({ node, order: faxOrder({ to: '+15005550002' }) }));
    await instances.rests();
    const { getAll } = instances.store.jobs;
    instances.store.jobs.getAll = async (ids) => {
      await instances.rests();
      return getAll(ids);
    };
    instances.clock.advance(1_000);
    await other.outbox.track(faxEvent('P-1', DELIVERED), 'webhook');
    await eventually('the next one goes', () => fax.calls.length === 2);
  });

  it('waits where a request of the other instance is not answered yet, and is told by the job', async () => {
    const { jobId } = await sent();
    assert.equal(await other.outbox.track(faxEvent('P-1', DELIVERED), 'webhook'), 'early');
    fax.answer(TAKEN);
    const { status } = await instances.reaches(jobId, 'finished');
    assert.deepEqual([status.state, other.foreign, holder.foreign], ['succeeded', [], []]);
  });

  it('waits where the answer was lost a moment ago, and is let go of by the holder', async () => {
    const { jobId } = await sent();
    fax.answer({ outcome: 'unknown' });
    await instances.reaches(jobId, 'unknown');
    assert.equal(await other.outbox.track(faxEvent('P-9', DELIVERED), 'webhook'), 'early');
    await instances.passUntil('it is let go', () => holder.foreign.length === 1, 10_000);
    assert.deepEqual(other.foreign, []);
  });

  it('is foreign where nothing is under way, or has long been quiet', async () => {
    assert.equal(await other.outbox.track(faxEvent('P-9', DELIVERED), 'webhook'), 'foreign');
    const { jobId } = await sent();
    fax.answer({ outcome: 'unknown' });
    await instances.reaches(jobId, 'unknown');
    instances.clock.advance(20 * MINUTE);
    assert.equal(await other.outbox.track(faxEvent('P-9', DELIVERED), 'webhook'), 'foreign');
  });

  it('is told at once where the answer was written down while it was being kept', async () => {
    const { jobId } = await sent();
    const { keepEarly } = instances.store.jobs;
    instances.store.jobs.keepEarly = async (...args) => {
      // The other instance has been slow.
      fax.answer(TAKEN);
      await instances.reaches(jobId, 'accepted');
      await instances.rests();
      return keepEarly(...args);
    };
    assert.equal(await other.outbox.track(faxEvent('P-1', DELIVERED), 'webhook'), 'own');
    assert.equal((await instances.job(jobId)).status.state, 'succeeded');
    assert.deepEqual(await instances.store.jobs.earlyFor('etherfax:efax-1', 'P-1'), []);
  });

  it('is told by the job where the answer was written down while it was looked for', async () => {
    const { jobId } = await sent();
    const { byProviderId } = instances.store.jobs;
    instances.store.jobs.byProviderId = async (...args) => {
      const found = await byProviderId(...args);
      // What was found is on its way to the other instance, which has been slow.
      if (fax.calls.length === 1) fax.answer(TAKEN);
      await instances.reaches(jobId, 'accepted');
      await instances.rests();
      return found;
    };
    assert.equal(await other.outbox.track(faxEvent('P-1', DELIVERED), 'webhook'), 'own');
    assert.equal((await instances.job(jobId)).status.state, 'succeeded');
    assert.deepEqual([other.foreign, holder.foreign], [[], []]);
  });

  it('waits where the answer is lost while it is looked at what is under way', async () => {
    const { jobId } = await sent();
    const { list } = instances.store.jobs;
    instances.store.jobs.list = async (query) => {
      if (query.state !== 'sending') return list(query);
      fax.answer({ outcome: 'unknown' });
      await instances.reaches(jobId, 'unknown');
      return list(query);
    };
    assert.equal(await other.outbox.track(faxEvent('P-9', DELIVERED), 'webhook'), 'early');
  });

  it('that ends the call before its request is answered leaves the answer nothing to say', async () => {
    const { jobId, correlation } = await sent();
    await other.outbox.track(faxEvent('P-1', BUSY, correlation), 'webhook');
    assert.equal((await instances.job(jobId)).state, 'queued');
    fax.answer(TAKEN);
    await instances.rests();
    const { state, status } = await instances.job(jobId);
    assert.deepEqual([state, status.state], ['queued', 'queued']);
  });

  it('gives the document to one call only, whichever instance is asked', async () => {
    const { correlation } = await sent();
    const asked = await Promise.all(
      [holder, other].map(({ outbox }, n) => outbox.mayTransmit(correlation, `call-${n}`)),
    );
    assert.deepEqual(asked.sort(), [false, true]);
  });

  it('ends the suspicion against the provider: a job considered lost has arrived', async () => {
    const { jobId, correlation } = await sent();
    fax.answer({ outcome: 'unknown' });
    await instances.reaches(jobId, 'unknown');
    assert(holder.standing.sendWaitMs('fax') > 0);
    await other.outbox.track(faxEvent('P-1', { state: 'dialing' }, correlation), 'webhook');
    const before = instances.clock.now();
    await instances.passUntil('sending may go on', () => holder.standing.sendWaitMs('fax') === 0, 50);
    assert(instances.clock.now() - before < 2_000);
  });
});

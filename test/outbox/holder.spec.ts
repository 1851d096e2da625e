import assert from 'node:assert/strict';
import type { Order } from '../../src/domain/job';
import { deferred } from '../../src/work/deferred';
import { eventually } from '../support/eventually';
import { request, smsOrder } from './jobs';
import { Instances } from './instances';
import { OutboxRig, ScriptedSender } from './rig';

const MINUTE = 60_000;
const TAKEN = { outcome: 'accepted', providerId: 'S-1' } as const;

describe('the outboxes of several instances', () => {
  let sms: ScriptedSender<Extract<Order, { kind: 'sms' }>>;
  let instances: Instances;

  beforeEach(() => {
    sms = new ScriptedSender();
    instances = new Instances({ sms });
  });
  afterEach(() => instances.close());

  const text = (n: number) => request({ order: smsOrder({ to: `+4477009000${n}` }) });
  const posted = (): string[] => sms.calls.map(({ jobId }) => jobId);

  it('send by the holder alone, whoever took the message', async () => {
    const holder = instances.join('a');
    const other = instances.join('b');
    sms.always = { outcome: 'not-now', reason: 'down' };
    const { jobId } = await other.outbox.submit(text(10));
    await sms.called(1);
    assert.deepEqual([other.holding.isHeld, holder.holding.isHeld], [false, true]);
    assert.equal((await instances.job(jobId)).sender, undefined);
    sms.always = undefined;
    await instances.passUntil('it is tried again', () => sms.calls.length === 2);
    assert.equal((await instances.job(jobId)).sender, holder.joined.process);
  });

  it('end what waited for too long by the holder alone', async () => {
    const holder = instances.join('a');
    const other = instances.join('b');
    holder.process.stop();
    const { jobId } = await other.outbox.submit(text(10));
    instances.clock.advance(61 * MINUTE);
    await instances.rests();
    assert.equal((await instances.job(jobId)).state, 'queued');
    holder.process.goOn();
    await instances.reaches(jobId, 'finished');
  });

  it('hand over at once when the holder ends, and the request under way is still its own', async () => {
    const before = instances.join('a');
    const { jobId } = await before.outbox.submit(text(10));
    await sms.called(1);
    const after = instances.join('b');
    await before.leave();
    const next = (await after.outbox.submit(text(11))).jobId;
    await instances.rests();
    assert.deepEqual([posted(), (await instances.job(jobId)).state], [[jobId], 'sending']);
    sms.answer(TAKEN);
    await instances.reaches(jobId, 'accepted');
    await instances.passUntil('the next one goes', () => sms.calls.length === 2, 50);
    assert.deepEqual(posted(), [jobId, next]);
  });

  it('begin nothing when the account has gone to another while the provider was asked something harmless', async () => {
    let answer = (): void => undefined;
    let pings = 0;
    const ping = (): Promise<void> => {
      pings += 1;
      return new Promise((resolve) => (answer = resolve));
    };
    instances = new Instances({ sms, ping });
    const holder = instances.join('a');
    await holder.outbox.submit(text(10));
    await eventually('it asks', () => pings === 1);
    await holder.holding.release();
    answer();
    await instances.rests();
    assert.deepEqual(posted(), []);
  });

  it('know of their own request before the store has answered that it is written down', async () => {
    const { jobs } = instances.store;
    const { change } = jobs;
    const answer = deferred();
    jobs.change = async (epoch, next, says) => {
      const isDone = await change(epoch, next, says);
      if (next.state === 'sending') await answer.promise;
      return isDone;
    };
    instances.join('a');
    const other = instances.join('b');
    const { jobId } = await other.outbox.submit(text(10));
    await instances.reaches(jobId, 'sending');
    for (let looks = 0; looks < 5; looks += 1) {
      instances.sharing.wrote(other.joined);
      instances.clock.advance(1_000);
      await instances.rests();
    }
    assert.equal((await instances.job(jobId)).state, 'sending');
    answer.resolve();
    await sms.called(1);
    sms.answer(TAKEN);
    await instances.reaches(jobId, 'accepted');
  });

  it('begin nothing by what they saw before others could have taken over', async () => {
    const { jobs } = instances.store;
    const { due } = jobs;
    const gate = deferred();
    let looks = 0;
    jobs.due = async (query) => {
      const found = await due(query);
      if (query.state !== 'queued' || found.length === 0) return found;
      looks += 1;
      if (looks === 1) await gate.promise;
      return found;
    };
    const holder = instances.join('a');
    await holder.outbox.submit(text(10));
    await eventually('it has looked', () => looks === 1);
    holder.joined.lapse();
    gate.resolve();
    await sms.called(1);
    assert.equal(looks, 2);
  });

  it('consider a request unknown within seconds of its process’s end, and never repeat it', async () => {
    const holder = instances.join('a');
    const other = instances.join('b');
    const { jobId } = await other.outbox.submit(text(10));
    await sms.called(1);
    holder.kill();
    await instances.reaches(jobId, 'unknown');
    assert.equal(other.holding.isHeld, true);
    sms.evidence = { outcome: 'cannot-tell' };
    await instances.passUntil('hours have gone', () => sms.searches > 3, MINUTE);
    assert.deepEqual(posted(), [jobId]);
  });

  it('also consider it unknown when an instance other than the holder had made it', async () => {
    const first = instances.join('a');
    const second = instances.join('b');
    const { jobId } = await first.outbox.submit(text(10));
    await sms.called(1);
    await first.holding.release();
    await eventually('the second has taken over', () => second.holding.isHeld);
    await instances.rests();
    assert.equal((await instances.job(jobId)).state, 'sending');
    first.kill();
    await instances.reaches(jobId, 'unknown');
  });

  it('consider it unknown after a restart of its instance, which is another process', async () => {
    const before = instances.join('a');
    const { jobId } = await before.outbox.submit(text(10));
    await sms.called(1);
    before.kill();
    instances.join('a');
    await instances.reaches(jobId, 'unknown');
    assert.deepEqual(posted(), [jobId]);
  });

  it('see what others make of a job: its number is free for the next one at once', async () => {
    const holder = instances.join('a');
    const other = instances.join('b');
    const { jobId } = await holder.outbox.submit(text(10));
    await sms.called(1);
    sms.answer({ outcome: 'unknown' });
    await instances.reaches(jobId, 'unknown');
    const next = (await holder.outbox.submit(text(10))).jobId;
    await instances.rests();
    assert.deepEqual(posted(), [jobId], 'the number is kept quiet');
    sms.always = TAKEN;
    const before = instances.clock.now();
    await other.outbox.decide(jobId, 'drop');
    await instances.passUntil('the next one goes', () => sms.calls.length === 2);
    assert(instances.clock.now() - before < MINUTE);
    assert.deepEqual(posted(), [jobId, next]);
  });

  it('send what was decided to be sent again at another instance', async () => {
    instances.join('a');
    const other = instances.join('b');
    const { jobId } = await other.outbox.submit(text(10));
    await sms.called(1);
    sms.answer({ outcome: 'unknown' });
    await instances.reaches(jobId, 'unknown');
    const before = instances.clock.now();
    await other.outbox.decide(jobId, 'resend');
    await instances.passUntil('it goes again', () => sms.calls.length === 2);
    assert(instances.clock.now() - before < MINUTE);
    assert.deepEqual(posted(), [jobId, jobId]);
  });

  it('do not send what another has cancelled meanwhile, or it is sent and the cancel refused', async () => {
    const holder = instances.join('a');
    const other = instances.join('b');
    sms.always = TAKEN;
    for (let n = 10; n < 30; n += 1) {
      const { jobId } = await holder.outbox.submit(text(n));
      const isCancelled = await other.outbox.cancel(jobId).then(
        () => true,
        () => false,
      );
      await instances.rests();
      const { state } = (await instances.job(jobId)).status;
      assert.deepEqual(
        [state === 'cancelled', posted().includes(jobId)],
        [isCancelled, !isCancelled || state !== 'cancelled'],
      );
    }
  });
});

describe('the outbox of an embedded store', () => {
  it('looks at nothing that others might have done', async () => {
    const rig = await OutboxRig.open();
    const { jobs } = rig.inbox.store;
    const { getAll } = jobs;
    let looks = 0;
    jobs.getAll = (ids) => {
      looks += 1;
      return getAll(ids);
    };
    rig.start();
    await rig.outbox.submit(request());
    await rig.fax.called(1);
    const end = rig.inbox.clock.now() + 3 * MINUTE;
    rig.outbox.holderChanged();
    await rig.passUntil('some minutes are over', () => rig.inbox.clock.now() > end, 10_000);
    assert.equal(looks, 0);
    await rig.close();
  });
});

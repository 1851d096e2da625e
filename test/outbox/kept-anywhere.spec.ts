import assert from 'node:assert/strict';
import type { Order } from '../../src/domain/job';
import { JobChanges, statusKey } from '../../src/outbox/job-changes';
import { cancelled, type Closing } from '../../src/outbox/job-steps';
import { identityOf, newJob } from '../../src/outbox/new-job';
import { SCOPE } from '../support/inbox';
import { BEFORE, Instances } from './instances';
import { request, smsOrder } from './jobs';
import { ScriptedSender } from './rig';

const CLOSING: Closing = { endedAt: 0, keepUntil: 0, documentUntil: 0, document: undefined };

describe('what instances have kept before the account was known', () => {
  let sms: ScriptedSender<Extract<Order, { kind: 'sms' }>>;
  let instances: Instances;

  beforeEach(() => {
    sms = new ScriptedSender();
    sms.send = (call) => {
      sms.calls.push(call);
      return Promise.resolve({ outcome: 'accepted', providerId: `S-${sms.calls.length}` });
    };
    instances = new Instances({ sms });
  });
  afterEach(() => instances.close());

  /** As the outbox of an instance does that does not know the account yet. */
  async function keep(n: number, idempotencyKey?: string): Promise<string> {
    const asked = request({
      order: smsOrder({ to: `+4477009000${n}` }),
      ...(idempotencyKey !== undefined && { idempotencyKey }),
    });
    const job = newJob(asked, { scope: BEFORE, connection: 'connection-1', clock: instances.clock, instance: 'z' });
    await instances.store.jobs.submit(job, identityOf(asked, BEFORE));
    return job.id;
  }

  it('is taken over once, though all of them begin at the same time, and sent once, in order', async () => {
    const ids: string[] = [];
    for (let n = 10; n < 40; n += 1) ids.push(await keep(n));
    instances.join('a');
    instances.join('b');
    instances.join('c');
    await instances.passUntil('all are sent', () => sms.calls.length === ids.length, 250);
    assert.deepEqual(
      sms.calls.map(({ jobId }) => jobId),
      ids,
    );
    const [before, after] = await Promise.all([BEFORE, SCOPE].map((scope) => instances.store.jobs.counts(scope)));
    assert.deepEqual([before?.queued, after?.accepted], [0, ids.length]);
  });

  it('is sent by the holder also where it is kept by one that still does not know the account', async () => {
    const holder = instances.join('a');
    await keep(10);
    await instances.passUntil('it is sent', () => sms.calls.length === 1);
    const other = instances.join('b');
    await keep(11);
    instances.sharing.wrote(other.joined);
    await instances.passUntil('it is sent', () => sms.calls.length === 2);
    assert.equal(holder.holding.isHeld, true);
  });

  /** As the outbox that keeps it does, of one that does not know the account yet. */
  async function cancel(id: string): Promise<boolean> {
    const { store, clock } = instances;
    const retention = { keepDays: 30, documentDays: 0 };
    const onChange = (): void => undefined;
    const jobs = new JobChanges({ store: store.jobs, scope: BEFORE, clock, retention, isQuiet: true, onChange });
    return (await jobs.update(id, (job) => cancelled(job, CLOSING))) !== undefined;
  }

  it('is told as it is when it is taken over, though it was cancelled at the last moment', async () => {
    const { store } = instances;
    const { move } = store.jobs;
    const id = await keep(10);
    const queued = { ...(await instances.job(id)), scope: SCOPE };
    store.jobs.move = async (...given) => {
      store.jobs.move = move;
      await cancel(id);
      return move(...given);
    };
    instances.join('a');
    await instances.passUntil('it is taken over', async () => (await instances.job(id)).scope === SCOPE);
    const told = await Promise.all([queued, await instances.job(id)].map((job) => store.get(statusKey(job))));
    assert.deepEqual(
      told.map((event) => event !== undefined),
      [false, true],
    );
    assert.equal(sms.calls.length, 0);
  });

  it('is ended only by its account once it is taken over', async () => {
    const id = await keep(10);
    instances.join('a');
    await instances.passUntil('it is sent', () => sms.calls.length === 1);
    assert.equal(await cancel(id), false);
    await instances.reaches(id, 'accepted');
  });

  it('joins what another instance has taken for the same message', async () => {
    const holder = instances.join('a');
    const first = await holder.outbox.submit(
      request({ order: smsOrder({ to: '+447700900010' }), idempotencyKey: 'k' }),
    );
    const kept = await keep(10, 'k');
    await instances.passUntil('it has joined', async () => (await instances.store.jobs.get(kept)) === undefined);
    assert.deepEqual([(await instances.job(first.jobId)).messages.length, sms.calls.length], [2, 1]);
  });
});

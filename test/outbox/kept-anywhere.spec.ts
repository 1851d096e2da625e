import assert from 'node:assert/strict';
import { CancelError, DecideError, ProviderUnavailableError } from '../../src/domain/errors';
import { scopeOf } from '../../src/domain/event-key';
import type { Job, Order } from '../../src/domain/job';
import { statusKey } from '../../src/outbox/job-changes';
import { identityOf, newJob, type JobOwner } from '../../src/outbox/new-job';
import type { SubmitRequest } from '../../src/outbox/new-job';
import { SCOPE } from '../support/inbox';
import { BEFORE, Instances } from './instances';
import { request, smsOrder } from './jobs';
import { ScriptedSender } from './rig';

describe('what instances have kept before the account was known', () => {
  let sms: ScriptedSender<Extract<Order, { kind: 'sms' }>>;
  let instances: Instances;
  /** It takes nothing. */
  let isDown: boolean;

  beforeEach(() => {
    sms = new ScriptedSender();
    isDown = false;
    sms.send = (call) => {
      if (isDown) return Promise.resolve({ outcome: 'not-now', reason: 'down' });
      sms.calls.push(call);
      return Promise.resolve({ outcome: 'accepted', providerId: `S-${sms.calls.length}` });
    };
    instances = new Instances({ sms });
  });
  afterEach(() => instances.close());

  /** As the outbox of an instance does that does not know the account yet. */
  async function keep(
    n: number,
    more: Pick<SubmitRequest, 'idempotencyKey'> & Partial<Pick<JobOwner, 'scope' | 'connection'>> = {},
  ): Promise<string> {
    const { scope = BEFORE, connection = 'connection-1', ...asks } = more;
    const asked = request({ order: smsOrder({ to: `+4477009000${n}` }), giveUpMinutes: 1_440, ...asks });
    const job = newJob(asked, { scope, connection, clock: instances.clock, instance: 'z' });
    await instances.store.jobs.submit(job, identityOf(asked, scope));
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

  it('is told as it is when it is taken over, though it was cancelled at the last moment', async () => {
    const { store } = instances;
    const { move } = store.jobs;
    const { outbox } = instances.joinUnknowing('z');
    const id = await keep(10);
    const queued = { ...(await instances.job(id)), scope: SCOPE };
    store.jobs.move = async (...given) => {
      store.jobs.move = move;
      await outbox.cancel(id);
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

  async function becomes(id: string, state: Job['state']): Promise<Job> {
    await instances.passUntil(`it is ${state}`, async () => (await instances.job(id)).state === state);
    return instances.job(id);
  }

  /** Taken over by a holder whose provider takes nothing. */
  async function takenOver(): Promise<string> {
    isDown = true;
    const id = await keep(10);
    instances.join('a');
    await instances.passUntil('it is taken over', async () => (await instances.job(id)).scope === SCOPE);
    return id;
  }

  it('is cancelled also by one that still does not know the account, and is not sent', async () => {
    const { outbox } = instances.joinUnknowing('z');
    const id = await takenOver();
    await outbox.cancel(id);
    const job = await instances.job(id);
    assert.equal(job.status.state, 'cancelled');
    assert(await instances.store.get(statusKey(job)), 'the status nodes are told');
    isDown = false;
    const other = await keep(11);
    await becomes(other, 'accepted');
    assert.deepEqual(
      sms.calls.map(({ jobId }) => jobId),
      [other],
    );
  });

  it('is cancelled by the holder, too, before that has taken it over', async () => {
    const { outbox } = instances.join('a');
    await instances.passUntil('it looks', () => true);
    const id = await keep(10);
    await outbox.cancel(id);
    await instances.passUntil('it is taken over', async () => (await instances.job(id)).scope === SCOPE);
    const job = await instances.job(id);
    assert.deepEqual([job.status.state, sms.calls.length], ['cancelled', 0]);
    assert(await instances.store.get(statusKey(job)), 'the status nodes are told');
  });

  it('is cancelled, once it has been sent, no more than by its account', async () => {
    const { outbox } = instances.joinUnknowing('z');
    const id = await keep(10);
    instances.join('a');
    await becomes(id, 'accepted');
    await outbox.cancel(id);
    assert.deepEqual([sms.cancelled, (await instances.job(id)).state], [['S-1'], 'accepted']);
  });

  it('is decided about by one that still does not know the account', async () => {
    const { outbox } = instances.joinUnknowing('z');
    const id = await keep(10);
    sms.send = () => Promise.resolve({ outcome: 'unknown' });
    instances.join('a');
    await becomes(id, 'unknown');
    await outbox.decide(id, 'drop');
    const job = await instances.job(id);
    assert.equal(job.status.state, 'cancelled');
    assert(await instances.store.get(statusKey(job)), 'the status nodes are told');
  });

  it('of another connection may belong to the account, so an instance that does not know cannot say yet', async () => {
    const { outbox } = instances.joinUnknowing('z');
    const id = await keep(10, { scope: SCOPE, connection: 'connection-2' });
    for (const asked of [outbox.cancel(id), outbox.decide(id, 'drop')]) {
      await assert.rejects(asked, (error) => error instanceof ProviderUnavailableError && error.retryable);
    }
    await assert.rejects(outbox.cancel('none'), CancelError);
    await assert.rejects(outbox.decide('none', 'drop'), DecideError);
  });

  it('of another provider certainly belongs to another account', async () => {
    const { outbox } = instances.joinUnknowing('z');
    const id = await keep(10, { scope: scopeOf('esendex', 'EX1') });
    await assert.rejects(outbox.cancel(id), CancelError);
    await assert.rejects(outbox.decide(id, 'drop'), DecideError);
  });

  it('joins what another instance has taken for the same message', async () => {
    const holder = instances.join('a');
    const first = await holder.outbox.submit(
      request({ order: smsOrder({ to: '+447700900010' }), idempotencyKey: 'k' }),
    );
    const kept = await keep(10, { idempotencyKey: 'k' });
    await instances.passUntil('it has joined', async () => (await instances.store.jobs.get(kept)) === undefined);
    assert.deepEqual([(await instances.job(first.jobId)).messages.length, sms.calls.length], [2, 1]);
  });
});

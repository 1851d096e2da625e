import assert from 'node:assert/strict';
import { AuthError, ProviderUnavailableError, RateLimitedError, StoreError } from '../../src/domain/errors';
import type { SendResult } from '../../src/providers/provider';
import { eventually } from '../support/eventually';
import { request, smsOrder } from './jobs';
import { OutboxRig } from './rig';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const DOWN = new ProviderUnavailableError('down', { reason: 'http-503' });
const TAKEN: SendResult = { outcome: 'accepted', providerId: 'S' };

describe('an outage of the provider, for a queue', () => {
  let rig: OutboxRig;
  let jobs: string[];

  beforeEach(async () => {
    rig = await OutboxRig.open();
    jobs = [];
    for (let n = 10; n < 30; n += 1) {
      const order = smsOrder({ to: `+4477009000${n}`, text: `text ${n}` });
      jobs.push((await rig.outbox.submit(request({ order, giveUpMinutes: 1_440 }))).jobId);
    }
  });
  afterEach(() => rig.close());

  const posted = (): string[] => rig.sms.calls.map(({ jobId }) => jobId);
  async function passes(ms: number, stepMs = 30 * SECOND): Promise<void> {
    const end = rig.inbox.clock.now() + ms;
    await rig.passUntil('the time is over', () => rig.inbox.clock.now() >= end, stepMs);
  }

  it('costs the one request that was on its way, and the rest leaves afterwards in order, once', async () => {
    rig.sms.findSent = undefined as never;
    rig.start();
    await rig.sms.called(1);
    rig.pinged = DOWN;
    rig.sms.answer({ outcome: 'unknown' });
    await passes(60 * MINUTE);
    assert.deepEqual(posted(), jobs.slice(0, 1));
    assert(rig.pings > 30 && rig.pings < 80, 'it asks about once a minute');
    rig.pinged = undefined;
    rig.sms.always = TAKEN;
    await rig.passUntil('all are sent', () => rig.sms.calls.length >= jobs.length);
    assert.deepEqual(posted(), jobs);
  });

  it('has nothing sent and nothing asked while the poll fails', async () => {
    rig.standing.pollFailed(DOWN);
    rig.start();
    await passes(60 * MINUTE);
    assert.deepEqual([posted(), rig.pings], [[], 0]);
    rig.sms.always = TAKEN;
    rig.standing.pollSucceeded();
    await rig.passUntil('all are sent', () => rig.sms.calls.length >= jobs.length);
    assert.deepEqual([posted(), rig.pings], [jobs, 1]);
  });

  it('sends none before something harmless got through, also after a restart', async () => {
    rig.pinged = DOWN;
    rig.start();
    await passes(10 * MINUTE);
    await rig.restart();
    rig.start();
    await passes(10 * MINUTE);
    assert.deepEqual(posted(), []);
    assert(rig.pings > 10);
  });

  it('of sending alone costs two requests in an hour, though everything else is answered', async () => {
    rig.sms.findSent = undefined as never;
    rig.sms.always = { outcome: 'unknown' };
    rig.start();
    await passes(55 * MINUTE);
    assert.deepEqual(posted(), jobs.slice(0, 2));
    assert.equal(rig.outbox.blocked?.reason, 'no-answer');
    assert.equal(rig.inbox.log.matching(/got no answer/).length, 1);
    rig.sms.always = TAKEN;
    await rig.passUntil('all are sent', () => rig.sms.calls.length >= jobs.length, 10 * SECOND);
    assert.deepEqual(posted(), jobs);
    assert.equal(rig.outbox.blocked, undefined);
  });

  it('is over as soon as it shows that a request has arrived', async () => {
    rig.sms.evidence = { outcome: 'cannot-tell' };
    rig.sms.always = { outcome: 'unknown' };
    rig.start();
    await rig.passUntil('three are lost', () => rig.sms.calls.length === 3);
    rig.sms.always = TAKEN;
    rig.sms.evidence = { outcome: 'found', providerId: 'S-1' };
    const before = rig.inbox.clock.now();
    await rig.passUntil('all are sent', () => rig.sms.calls.length >= jobs.length);
    assert(rig.inbox.clock.now() - before < 5 * MINUTE);
    assert.deepEqual(posted(), jobs);
  });

  it('is told from a refusal: a gateway that refuses everything has judged no job', async () => {
    const verdict = { cause: 'bad-options', retryable: false } as const;
    rig.start();
    await rig.sms.called(1);
    rig.pinged = DOWN;
    rig.sms.answer({ outcome: 'refused', verdict, isBare: true });
    await passes(10 * MINUTE);
    assert.equal((await rig.outbox.counts()).finished, 0);
    assert.deepEqual([...new Set(posted())], jobs.slice(0, 1));
    rig.pinged = undefined;
    rig.sms.always = TAKEN;
    await rig.passUntil('all are sent', () => new Set(posted()).size === jobs.length);
    assert.deepEqual([...new Set(posted())], jobs);
  });

  it('of the part that sends is told from a refusal, too, though the rest of the provider answers', async () => {
    const refused: SendResult = {
      ...{ outcome: 'refused', verdict: { cause: 'bad-options', retryable: false }, isBare: true },
    };
    rig.sms.confirm = () => Promise.reject(DOWN);
    rig.sms.always = refused;
    rig.start();
    await passes(10 * MINUTE);
    assert.equal((await rig.outbox.counts()).finished, 0);
    assert.deepEqual([...new Set(posted())], jobs.slice(0, 1));
    assert.equal(rig.outbox.blocked?.reason, 'no-answer');
    assert.equal(rig.inbox.log.matching(/got no answer, or only errors/).length, 1);
    rig.sms.confirm = () => Promise.resolve();
    await rig.passUntil('all are refused', async () => (await rig.outbox.counts()).finished === jobs.length);
    assert.equal(rig.outbox.blocked, undefined);
  });

  it('of the part that sends is not shown once nothing is left to send', async () => {
    rig.pinged = DOWN;
    rig.start();
    await passes(10 * MINUTE);
    assert.equal(rig.outbox.blocked?.reason, 'no-answer');
    for (const job of jobs) await rig.outbox.cancel(job);
    await eventually('it is noticed', () => rig.outbox.blocked === undefined);
    assert.deepEqual(posted(), []);
  });

  it('does as the provider asks where something harmless is told to wait', async () => {
    rig.pinged = new RateLimitedError(20 * MINUTE);
    rig.start();
    await eventually('it asks', () => rig.pings === 1);
    rig.pinged = undefined;
    rig.sms.always = TAKEN;
    await passes(19 * MINUTE);
    assert.deepEqual([posted(), rig.pings], [[], 1]);
    await rig.passUntil('all are sent', () => rig.sms.calls.length >= jobs.length);
    assert.deepEqual(posted(), jobs);
  });

  it('holds the queue, and sends nothing, where something harmless is refused for the login', async () => {
    rig.pinged = new AuthError('refused');
    rig.start();
    await eventually('it is held', () => rig.outbox.blocked?.reason === 'auth');
    await passes(50 * MINUTE);
    assert.deepEqual([posted(), rig.pings], [[], 4]);
    rig.pinged = undefined;
    rig.sms.always = TAKEN;
    rig.outbox.resume();
    await rig.passUntil('all are sent', () => rig.sms.calls.length >= jobs.length);
    assert.equal(rig.outbox.blocked, undefined);
  });
});

describe('an outage of the store, for a fax whose document lies in it', () => {
  it('leaves it waiting, because nothing was sent, and tries it again without haste', async () => {
    const rig = await OutboxRig.open();
    try {
      const { send } = rig.fax;
      let reads = 0;
      rig.fax.send = () => ((reads += 1), Promise.reject(new StoreError('the database cannot be reached')));
      rig.start();
      const { jobId } = await rig.outbox.submit(request());
      const end = rig.inbox.clock.now() + 10 * MINUTE;
      await rig.passUntil('the outage is over', () => rig.inbox.clock.now() >= end, SECOND);
      assert(reads > 1 && reads <= (10 * MINUTE) / (5 * SECOND) + 1, `${reads} reads`);
      rig.fax.send = send;
      rig.fax.always = TAKEN;
      await rig.passUntil('it is sent', () => rig.fax.calls.length === 1);
      await rig.reaches(jobId, 'accepted');
      assert(!(await rig.states()).includes('unknown'));
    } finally {
      await rig.close();
    }
  });
});

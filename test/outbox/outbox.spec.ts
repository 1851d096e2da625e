import assert from 'node:assert/strict';
import { DecideError, KeyConflictError } from '../../src/domain/errors';
import { requestUnderWay } from '../../src/outbox/own-requests';
import { eventually } from '../support/eventually';
import { SCOPE } from '../support/inbox';
import { faxOrder, request, smsOrder, smsTold } from './jobs';
import { BUSY, DELIVERED, faxEvent, OutboxRig } from './rig';

const MINUTE = 60_000;

describe('the outbox', () => {
  let rig: OutboxRig;

  beforeEach(async () => {
    rig = await OutboxRig.open();
  });
  afterEach(() => rig.close());

  const taken = async (times = 1, providerId = 'P-1') => {
    const call = await rig.fax.called(times);
    rig.fax.answer({ outcome: 'accepted', providerId });
    await rig.reaches(call.jobId, 'accepted');
    return call;
  };

  it('sends a job once, tells its acceptance with the live message and its end with the saved one', async () => {
    const node = rig.node();
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ saved: { topic: 'saved' }, live: { topic: 'live' } }));
    const call = await taken();
    assert.deepEqual([call.jobId, call.correlation], [jobId, `${jobId}-1`]);
    await eventually('its acceptance is told', () => node.accepts.length === 1);
    assert.deepEqual(
      node.accepts.map(({ message, status }) => [message.topic, status.id, status.state]),
      [['live', jobId, 'accepted']],
    );
    assert.equal(await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push'), 'own');
    await eventually('its end is told', () => node.ends.length === 1);
    const [end] = node.ends;
    assert.deepEqual([end?.message, end?.status.state, end?.redelivered], [{ topic: 'saved' }, 'succeeded', false]);
    assert.deepEqual(await rig.states(), ['queued', 'accepted', 'succeeded']);
    assert.equal(rig.fax.calls.length, 1);
  });

  it('tells an end with where it came from, and keeps no raw fields longer than that', async () => {
    const node = rig.node();
    rig.start();
    const { jobId } = await rig.outbox.submit(request());
    await taken();
    await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
    await eventually('its end is told', () => node.ends.length === 1);
    const event = (await rig.events()).at(-1);
    const [end] = node.ends;
    assert.deepEqual([end?.source, end?.raw, end?.key], ['push', { JobId: 'P-1' }, event?.key]);
    await eventually('it is forgotten', async () => (await rig.job(jobId)).origin === undefined);
  });

  it('tells status nodes also of an SMS that ends as unknown after it was unknown for a while', async () => {
    rig.node();
    rig.start();
    rig.sms.always = { outcome: 'unknown' };
    const { jobId } = await rig.outbox.submit(request({ order: smsOrder(), giveUpMinutes: 30 }));
    await rig.reaches(jobId, 'unknown');
    await rig.passUntil('it is given up', async () => (await rig.job(jobId)).state === 'finished', MINUTE);
    const told = (await rig.events()).map(({ payload }) => payload as { state: string; final: boolean });
    assert.deepEqual(
      told.map(({ state, final }) => [state, final]),
      [
        ['queued', false],
        ['unknown', false],
        ['unknown', true],
      ],
    );
  });

  it('commits that it sends before it sends', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request());
    await rig.fax.called(1);
    assert.equal((await rig.job(jobId)).state, 'sending');
  });

  it('makes one call a number and as many as there are channels', async () => {
    rig.start();
    const numbers = ['+15005550001', '+15005550001', '+15005550002'];
    for (const to of numbers) await rig.outbox.submit(request({ order: faxOrder({ to }) }));
    await taken();
    assert.equal(rig.fax.calls.length, 1);
    await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
    await taken(2, 'P-2');
    assert.equal(rig.fax.calls.length, 2);
    assert.deepEqual(
      rig.fax.calls.map(({ order }) => order.to),
      [numbers[0], numbers[1]],
    );
  });

  it('lets what can go pass a job whose number is taken', async () => {
    await rig.close();
    rig = await OutboxRig.open({ channels: 2 });
    rig.start();
    for (const to of ['+15005550001', '+15005550001', '+15005550002']) {
      await rig.outbox.submit(request({ order: faxOrder({ to }) }));
    }
    await taken();
    await rig.fax.called(2);
    assert.deepEqual(
      rig.fax.calls.map(({ order }) => order.to),
      ['+15005550001', '+15005550002'],
    );
  });

  it('calls a busy number again after its pause, and tells the attempt', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    await taken();
    await rig.outbox.track(faxEvent('P-1', BUSY), 'push');
    const waiting = await rig.reaches(jobId, 'queued');
    assert.equal(waiting.dueAt, rig.inbox.clock.now() + 3 * MINUTE);
    await rig.passUntil('it calls again', () => rig.fax.calls.length === 2, 10_000);
    assert.equal(rig.fax.calls[1]?.correlation, `${jobId}-2`);
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-2' });
    await rig.reaches(jobId, 'accepted');
    // A late word of the first call must not end the second.
    await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
    assert.equal((await rig.job(jobId)).state, 'accepted');
    await rig.outbox.track(faxEvent('P-2', DELIVERED), 'push');
    assert.deepEqual(await rig.states(), ['queued', 'accepted', 'queued', 'accepted', 'succeeded']);
  });

  it('lets none overtake an earlier one when there is room again in the middle of a search', async () => {
    rig.start();
    const [first, second, third] = [
      smsOrder({ text: 'a', to: '+447700900007' }),
      smsOrder({ text: 'b', to: '+447700900008' }),
      smsOrder({ text: 'c', to: '+447700900009' }),
    ];
    const jobs = [(await rig.outbox.submit(request({ order: first }))).jobId];
    await rig.sms.called(1);
    const { jobs: store } = rig.inbox.store;
    const { change, due } = store;
    const isReady = { now: false };
    store.due = (query) => (query.state === 'queued' && !isReady.now ? Promise.resolve([]) : due(query));
    store.change = async (epoch, next, says) => {
      if (next.order.kind === 'fax' && next.state === 'sending') {
        store.change = change;
        rig.sms.answer({ outcome: 'accepted', providerId: 'S-1' });
        await rig.reaches(jobs[0] ?? '', 'accepted');
      }
      return change(epoch, next, says);
    };
    for (const order of [second, faxOrder(), third]) jobs.push((await rig.outbox.submit(request({ order }))).jobId);
    isReady.now = true;
    rig.sms.always = { outcome: 'accepted', providerId: 'S-2' };
    rig.outbox.wake();
    await rig.passUntil('all SMS are sent', () => rig.sms.calls.length === 3);
    assert.deepEqual(
      rig.sms.calls.map(({ order }) => order.text),
      ['a', 'b', 'c'],
    );
  });

  it('does not miss a call that falls due while it looks for what is due', async () => {
    rig.start();
    await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    await taken();
    const { jobs } = rig.inbox.store;
    const { due } = jobs;
    let isLate = false;
    jobs.due = async (query) => {
      const found = await due(query);
      if (query.state !== 'queued' || !isLate) return found;
      isLate = false;
      rig.inbox.clock.advance(3 * MINUTE + 1);
      return found;
    };
    await rig.outbox.track(faxEvent('P-1', BUSY), 'push');
    await eventually('it waits', () => rig.inbox.clock.pending > 0);
    isLate = true;
    rig.outbox.wake();
    await rig.passUntil('it calls again', () => rig.fax.calls.length === 2, 1);
  });

  it('never repeats a request whose answer was lost, and frees its channel', async () => {
    const node = rig.node();
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 60 }));
    const other = await rig.outbox.submit(request({ order: faxOrder({ to: '+15005550002' }) }));
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'unknown' });
    await rig.reaches(jobId, 'unknown');
    await rig.passUntil('the next job goes', () => rig.fax.calls.length === 2);
    assert.equal(rig.fax.calls[1]?.jobId, other.jobId);
    rig.fax.always = { outcome: 'accepted', providerId: 'P-9' };
    await rig.passUntil('it is given up', async () => (await rig.job(jobId)).state === 'finished', MINUTE);
    const status = (await rig.job(jobId)).status;
    assert.deepEqual([status.state, status.final, status.success], ['unknown', true, undefined]);
    assert.equal(rig.fax.calls.filter((call) => call.jobId === jobId).length, 1);
    await eventually('it is told', () => node.ends.some(({ status: { id } }) => id === jobId));
  });

  it('adopts what a status with our value tells of a request without answer', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request());
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'unknown' });
    await rig.reaches(jobId, 'unknown');
    assert.equal(await rig.outbox.track(faxEvent('P-1', { state: 'dialing' }, `${jobId}-1`), 'push'), 'own');
    assert.equal((await rig.reaches(jobId, 'accepted')).providerId, 'P-1');
  });

  it('reads nothing for a status where it never had a job', async () => {
    let reads = 0;
    const { jobs } = rig.inbox.store;
    const byProviderId = jobs.byProviderId.bind(jobs);
    jobs.byProviderId = (...of) => ((reads += 1), byProviderId(...of));
    assert.equal(await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push'), 'foreign');
    assert.equal(reads, 0);
    rig.start();
    await rig.outbox.submit(request());
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-2' });
    await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
    assert(reads > 0);
  });

  it('tells the truth that comes after a job was given up, by the status nodes alone', async () => {
    const node = rig.node();
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 1 }));
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'unknown' });
    await rig.passUntil('it is given up', async () => (await rig.job(jobId)).state === 'finished');
    await eventually('it is told', () => node.ends.length === 1);
    await rig.outbox.track(faxEvent('P-1', DELIVERED, `${jobId}-1`), 'push');
    assert.deepEqual(await rig.states(), ['queued', 'unknown', 'unknown', 'succeeded']);
    await rig.restart();
    assert.equal(node.ends.length, 1);
  });

  it('lets the user decide', async () => {
    rig.start();
    for (const [decision, state] of [
      ['sent', 'succeeded'],
      ['drop', 'cancelled'],
    ] as const) {
      const { jobId } = await rig.outbox.submit(request({ order: faxOrder({ to: `+1500555${decision.length}001` }) }));
      await rig.passUntil('it is called', () => rig.fax.calls.at(-1)?.jobId === jobId);
      await assert.rejects(rig.outbox.decide(jobId, decision), DecideError);
      rig.fax.answer({ outcome: 'unknown' });
      await rig.reaches(jobId, 'unknown');
      await rig.outbox.decide(jobId, decision);
      assert.equal((await rig.reaches(jobId, 'finished')).status.state, state);
    }
    const { jobId } = await rig.outbox.submit(request({ order: faxOrder({ to: '+15005559001' }) }));
    await rig.passUntil('it is called', () => rig.fax.calls.at(-1)?.jobId === jobId);
    rig.fax.answer({ outcome: 'unknown' });
    await rig.reaches(jobId, 'unknown');
    await rig.outbox.decide(jobId, 'resend');
    await rig.passUntil('it goes again', () => rig.fax.calls.at(-1)?.correlation === `${jobId}-2`);
  });

  it('waits for a channel without costing an attempt, in order', async () => {
    rig.start();
    const first = await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    const second = await rig.outbox.submit(request({ order: faxOrder({ to: '+15005550002' }), giveUpMinutes: 1_440 }));
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'not-now', reason: 'busy' });
    const back = await rig.reaches(first.jobId, 'queued');
    assert.equal(back.attempt, 0);
    await rig.passUntil('it tries again', () => rig.fax.calls.length === 2);
    assert.equal(rig.fax.calls[1]?.jobId, first.jobId);
    assert.notEqual(second.jobId, first.jobId);
  });

  it('sends everything once and in order after the provider was down for an hour', async () => {
    rig.start();
    const begun = rig.inbox.clock.now();
    rig.sms.always = { outcome: 'not-now', reason: 'down' };
    const jobs: string[] = [];
    for (let n = 0; n < 10; n += 1) {
      const order = smsOrder({ to: `+44770090000${n}`, text: `text ${n}` });
      jobs.push((await rig.outbox.submit(request({ order, giveUpMinutes: 1_440 }))).jobId);
    }
    const isOver = (): boolean => rig.inbox.clock.now() - begun >= 60 * MINUTE;
    await rig.passUntil('an hour has passed', isOver, 30_000);
    const tried = rig.sms.calls.length;
    rig.sms.always = { outcome: 'accepted', providerId: 'S' };
    // However much time passes until all are sent, the provider still knows the first.
    const payload = smsTold({ id: 'S', providerId: 'S', state: 'accepted' });
    rig.sms.statuses.set('S', { kind: 'sms.status', keyId: 'S:accepted', providerId: 'S', payload, raw: {} });
    const sent = (): string[] => rig.sms.calls.slice(tried).map(({ jobId }) => jobId);
    await rig.passUntil('all are sent', () => sent().length >= jobs.length);
    assert.deepEqual(sent(), jobs);
    const attempts = await Promise.all(jobs.map(async (id) => (await rig.reaches(id, 'accepted')).attempt));
    assert(attempts.every((attempt) => attempt === 1));
  });

  it('waits as long as the provider asks, also where flows are deployed meanwhile', async () => {
    rig.start();
    rig.fax.always = { outcome: 'not-now', reason: 'down', retryAfterMs: 30 * MINUTE };
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    await rig.reaches(jobId, 'queued');
    await eventually(
      'the pause is kept',
      async () => (await rig.inbox.store.recall(`send-pause:${SCOPE}`)) !== undefined,
    );
    await rig.restart();
    rig.start();
    rig.fax.always = { outcome: 'accepted', providerId: 'P-1' };
    const begun = rig.inbox.clock.now();
    await rig.passUntil('it is sent', () => rig.fax.calls.length === 2, MINUTE);
    assert(rig.inbox.clock.now() - begun >= 28 * MINUTE);
  });

  it('goes on after a deploy where the answer came while its job was being read again', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request());
    await rig.fax.called(1);
    await rig.restart();
    const { jobs, sharing } = rig.inbox.store;
    const { get } = jobs;
    let isOutOfDate = false;
    jobs.get = async (id) => {
      const job = await get(id);
      if (job?.state === 'sending') {
        jobs.get = get;
        rig.fax.answer({ outcome: 'not-now', reason: 'down' });
        await eventually('its answer is stored', () => requestUnderWay(sharing, jobId) === undefined);
        isOutOfDate = true;
      }
      return job;
    };
    rig.start();
    await rig.passUntil('it is sent again', () => rig.fax.calls.length === 2);
    assert(isOutOfDate);
  });

  it('holds the queue while the provider refuses us, drops nothing, and goes on in order', async () => {
    rig.start();
    const jobs = [];
    for (const end of ['1', '2', '3']) {
      jobs.push(
        await rig.outbox.submit(request({ order: faxOrder({ to: `+1500555000${end}` }), giveUpMinutes: 1_440 })),
      );
    }
    await rig.fax.called(1);
    rig.fax.answer({ outcome: 'held', reason: 'auth' });
    await eventually('it is held', () => rig.outbox.blocked?.reason === 'auth');
    rig.inbox.clock.advance(14 * MINUTE);
    assert.equal(rig.fax.calls.length, 1);
    await rig.passUntil('it probes', () => rig.fax.calls.length === 2);
    rig.fax.answer({ outcome: 'held', reason: 'auth' });
    await rig.reaches(jobs[0]?.jobId ?? '', 'queued');
    // Whoever deploys may have mended the login.
    rig.outbox.resume();
    await rig.fax.called(3);
    assert.deepEqual(
      rig.fax.calls.map(({ jobId }) => jobId),
      [jobs[0]?.jobId, jobs[0]?.jobId, jobs[0]?.jobId],
    );
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
    await eventually('it is no longer held', () => rig.outbox.blocked === undefined);
    assert.equal(rig.inbox.log.matching(/refuses the login/).length >= 1, true);
  });

  it('fails a job whose time is over before it was ever called', async () => {
    const node = rig.node();
    rig.start();
    await rig.outbox.submit(request());
    await taken();
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 5 }));
    rig.fax.statuses.set('P-1', faxEvent('P-1', { state: 'dialing' }));
    await rig.passUntil('it is over', async () => (await rig.job(jobId)).state === 'finished', 10_000);
    const { status } = await rig.job(jobId);
    assert.deepEqual([status.state, 'cause' in status && status.cause], ['failed', 'timeout']);
    await eventually('it is told', () => node.ends.length === 1);
    assert.equal(rig.fax.calls.length, 1);
  });

  it('asks for the status where no push comes', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request());
    await taken();
    rig.fax.statuses.set('P-1', faxEvent('P-1', DELIVERED));
    await rig.passUntil('it is done', async () => (await rig.job(jobId)).state === 'finished');
  });

  it('considers a fax without progress for an hour lost, and still accepts its late statuses', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request({ giveUpMinutes: 1_440 }));
    await taken();
    rig.fax.statuses.set('P-1', faxEvent('P-1', { state: 'dialing' }));
    await rig.passUntil('it is lost', async () => (await rig.job(jobId)).state === 'unknown', 30_000);
    assert.equal((await rig.job(jobId)).status.final, false);
    rig.fax.statuses.set('P-1', faxEvent('P-1', DELIVERED));
    await rig.passUntil('it is found', async () => (await rig.job(jobId)).status.state === 'succeeded', 30_000);
  });

  it('joins a message with a known idempotency key to its job, and refuses another content', async () => {
    const node = rig.node();
    rig.start();
    const first = await rig.outbox.submit(request({ idempotencyKey: 'k', saved: { n: 1 } }));
    const second = await rig.outbox.submit(request({ idempotencyKey: 'k', saved: { n: 2 } }));
    assert.deepEqual([second.jobId, second.outcome], [first.jobId, 'joined']);
    const other = request({ idempotencyKey: 'k', order: faxOrder({ to: '+15005550009' }) });
    await assert.rejects(rig.outbox.submit(other), KeyConflictError);
    await taken();
    await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
    await eventually('both are told', () => node.ends.length === 2);
    await rig.outbox.submit(request({ idempotencyKey: 'k', saved: { n: 3 } }));
    await eventually('the third is told of the job that has ended', () => node.ends.length === 3);
    assert.deepEqual(
      node.ends.map(({ message }) => message.n),
      [1, 2, 3],
    );
    assert.equal(rig.fax.calls.length, 1);
  });

  it('takes all of a list or, where one is in conflict, none, and expects no output 1 of it', async () => {
    const node = rig.node();
    rig.start();
    const listed = (to: string, text = 'x') =>
      request({ order: smsOrder({ to, text }), idempotencyKey: 'k', isListed: true });
    const [a, b] = await rig.outbox.submitAll([listed('+447700900001'), listed('+447700900002')]);
    const mixed = [listed('+447700900003', 'y'), listed('+447700900001', 'y')];
    await assert.rejects(rig.outbox.submitAll(mixed), KeyConflictError);
    const again = await rig.outbox.submitAll([listed('+447700900002'), listed('+447700900001')]);
    assert.deepEqual(again, [
      { jobId: b?.jobId, outcome: 'joined' },
      { jobId: a?.jobId, outcome: 'joined' },
    ]);
    rig.sms.always = { outcome: 'accepted', providerId: 'S-1' };
    rig.sms.answer(rig.sms.always);
    await rig.passUntil('both are accepted', () => node.accepts.length === 2);
    assert.deepEqual(rig.sms.calls.map(({ order }) => [order.to, order.text]).sort(), [
      ['+447700900001', 'x'],
      ['+447700900002', 'x'],
    ]);
  });

  it('makes no second job of an event that is offered again, unless the first has failed', async () => {
    rig.start();
    const cause = { key: 'etherfax:a:fax.received:1', redelivered: false };
    const first = await rig.outbox.submit(request({ cause }));
    assert.equal((await rig.outbox.submit(request({ cause: { ...cause, redelivered: true } }))).jobId, first.jobId);
    const other = await rig.outbox.submit(request({ cause: { ...cause, redelivered: true }, node: 'node-2' }));
    assert.notEqual(other.jobId, first.jobId);
    await taken();
    await rig.outbox.track(faxEvent('P-1', { ...BUSY, cause: 'bad-number', retryable: false }), 'push');
    await rig.reaches(first.jobId, 'finished');
    assert.equal((await rig.outbox.submit(request({ cause: { ...cause, redelivered: true } }))).outcome, 'new');
  });

  it('makes no second job of what version 0.1.0 has sent by another reading of the number', async () => {
    rig.start();
    const former = { to: '+4402079460018', from: '' };
    const old = { order: faxOrder(former) };
    const now = { order: faxOrder({ to: '+442079460018', from: '' }), former };
    const cause = { key: 'etherfax:a:fax.received:1', redelivered: false };
    for (const [first, again] of [
      [{ cause }, { cause: { ...cause, redelivered: true } }],
      [{ idempotencyKey: 'k' }, { idempotencyKey: 'k' }],
    ]) {
      const { jobId } = await rig.outbox.submit(request({ ...old, ...first }));
      assert.deepEqual(await rig.outbox.submit(request({ ...now, ...again })), { jobId, outcome: 'joined' });
    }
  });

  it('joins a receipt that comes before the answer', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request());
    await rig.fax.called(1);
    assert.equal(await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push'), 'early');
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
    assert.equal((await rig.reaches(jobId, 'finished')).status.state, 'succeeded');
    rig.inbox.clock.advance(2 * MINUTE);
    assert.equal(rig.foreign.length, 0);
  });

  it('lets go of a status that is no job of ours within a minute, or at once where nothing is being sent', async () => {
    rig.start();
    assert.equal(await rig.outbox.track(faxEvent('P-9', DELIVERED), 'push'), 'foreign');
    await rig.outbox.submit(request());
    await rig.fax.called(1);
    assert.equal(await rig.outbox.track(faxEvent('P-8', DELIVERED), 'push'), 'early');
    await rig.passUntil('it is let go', () => rig.foreign.length === 1);
    assert.equal(rig.foreign[0]?.providerId, 'P-8');
  });

  it('finds an SMS that arrived though its answer was lost, and sends one that did not, once', async () => {
    rig.start();
    const found = await rig.outbox.submit(request({ order: smsOrder() }));
    await rig.sms.called(1);
    rig.sms.evidence = { outcome: 'found', providerId: 'S-1' };
    rig.sms.answer({ outcome: 'unknown' });
    await rig.passUntil('it is found', async () => (await rig.job(found.jobId)).providerId === 'S-1');
    rig.sms.evidence = { outcome: 'not-found' };
    const lost = await rig.outbox.submit(request({ order: smsOrder({ to: '+447700900002' }) }));
    await rig.passUntil('it is sent', () => rig.sms.calls.length === 2);
    const begun = rig.inbox.clock.now();
    rig.sms.answer({ outcome: 'unknown' });
    await rig.passUntil('it is sent again', () => rig.sms.calls.length === 3);
    assert(rig.inbox.clock.now() - begun >= 2 * MINUTE);
    assert(rig.sms.searches >= 3);
    assert.equal(rig.sms.calls[2]?.jobId, lost.jobId);
  });

  describe('after a restart', () => {
    it('takes a request that a lost process was making for unknown, never for one that waits', async () => {
      const { store } = rig.inbox;
      const { jobId } = await rig.outbox.submit(request());
      const job = await rig.job(jobId);
      await store.jobs.change(job.epoch, { ...job, state: 'sending', calls: 1, attempt: 1, callAt: 1, dueAt: 1 });
      await rig.restart();
      rig.start();
      await rig.reaches(jobId, 'unknown');
      assert.equal(rig.fax.calls.length, 0);
    });

    it('ends what a simulator had that is gone, so that it holds no channel, and sends what waits', async () => {
      rig.node();
      rig.start();
      const lost = await rig.outbox.submit(request());
      await taken();
      const waiting = await rig.outbox.submit(request());
      rig.inbox.clock.advance(MINUTE);
      await rig.restart({ providerSince: rig.inbox.clock.now() });
      rig.node();
      rig.start();
      const { status } = await rig.reaches(lost.jobId, 'finished');
      assert.deepEqual([status.state, status.final], ['unknown', true]);
      await rig.reaches(waiting.jobId, 'sending');
    });

    it('waits for a request that this process is still making', async () => {
      rig.start();
      const { jobId } = await rig.outbox.submit(request());
      await rig.fax.called(1);
      await rig.restart();
      const node = rig.node();
      rig.start();
      rig.inbox.clock.advance(MINUTE);
      assert.equal((await rig.job(jobId)).state, 'sending');
      rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
      await rig.reaches(jobId, 'accepted');
      await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
      await eventually('its end is told', () => node.ends.length === 1);
      assert.equal(node.accepts.length, 0);
    });

    it('tells an end that nobody could take before', async () => {
      rig.start();
      const { jobId } = await rig.outbox.submit(request());
      await taken();
      await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
      await rig.reaches(jobId, 'finished');
      await rig.restart();
      const node = rig.node();
      rig.start();
      await eventually('its end is told', () => node.ends.length === 1);
      assert.equal(node.ends[0]?.redelivered, false);
    });

    it('leaves a node alone for a minute that failed to take an end, and does not fill the disk and the log', async () => {
      const failing = rig.node();
      failing.fails = true;
      rig.start();
      const { jobId } = await rig.outbox.submit(request());
      await taken();
      await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
      const tellings = async () => (await rig.job(jobId)).messages[0]?.tellings;
      await eventually('it was tried', async () => (await tellings()) === 1);
      const begun = rig.inbox.clock.now();
      await rig.rests();
      assert.deepEqual([await tellings(), rig.inbox.log.matching(/a node failed/).length], [1, 1]);
      failing.fails = false;
      await rig.passUntil('it is told', () => failing.ends.length === 1);
      assert.deepEqual([failing.ends[0]?.redelivered, rig.inbox.clock.now() - begun > 59_000], [true, true]);
    });

    it('tells an end again, as redelivered, that a node failed to take', async () => {
      const failing = rig.node();
      failing.fails = true;
      rig.start();
      const { jobId } = await rig.outbox.submit(request());
      await taken();
      await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
      await eventually('it was tried', async () => (await rig.job(jobId)).messages[0]?.tellings !== 0);
      await rig.restart();
      const node = rig.node();
      rig.start();
      await eventually('its end is told', () => node.ends.length === 1);
      assert.equal(node.ends[0]?.redelivered, true);
    });
  });

  it('reports no end while flows are stopped', async () => {
    const node = rig.node();
    rig.start();
    const { jobId } = await rig.outbox.submit(request());
    await taken();
    await rig.outbox.pause();
    await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
    await rig.reaches(jobId, 'finished');
    assert.equal(node.ends.length, 0);
    rig.outbox.resume();
    await eventually('its end is told', () => node.ends.length === 1);
  });

  it('shows where its jobs stand, and how they have ended', async () => {
    const node = rig.node();
    rig.start();
    await rig.outbox.submit(request());
    await taken();
    await rig.outbox.track(faxEvent('P-1', { state: 'transferring', pages: 1 }), 'push');
    await rig.outbox.track(faxEvent('P-1', DELIVERED), 'push');
    await eventually('it has ended', () => node.ends.length === 1);
    assert.deepEqual(
      node.shown.filter((state, index) => state !== node.shown[index - 1]),
      ['queued', 'accepted', 'transferring', 'succeeded'],
    );
  });

  it('writes down an answer that the store could not take, as soon as it can', async () => {
    rig.start();
    const { jobId } = await rig.outbox.submit(request());
    await rig.fax.called(1);
    rig.inbox.disk.writeError = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    rig.fax.answer({ outcome: 'accepted', providerId: 'P-1' });
    await eventually('the store has failed', () => rig.inbox.store.health.failure !== undefined);
    rig.inbox.disk.writeError = undefined;
    await rig.passUntil(
      'it is written down',
      async () => (await rig.job(jobId).catch(() => undefined))?.state === 'accepted',
    );
    assert.equal(rig.fax.calls.length, 1);
  });

  it('leaves no timer behind', async () => {
    rig.start();
    await rig.outbox.submit(request());
    await taken();
    await rig.outbox.stop();
    assert.equal(rig.inbox.clock.pending, 0);
  });
});

import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { Connecting } from '../support/connecting';
import { MINUTE, SCOPE } from '../support/inbox';
import { systemError } from '../store/level/faulty-level';

describe('a connection that meets failures', () => {
  let rig: Connecting;

  afterEach(() => rig.close());

  it('acknowledges and acks nothing while the store fails, shows it, and recovers without a restart', async () => {
    rig = await Connecting.prepare();
    const node = rig.node('node-1');
    await rig.start();
    await rig.reached('connected');
    await rig.rests();
    rig.inbox.disk.writeError = systemError('ENOSPC', 'no space left on device');
    rig.inbox.disk.openError = systemError('ENOSPC', 'no space left on device');
    const pushed = rig.simulator.inject();
    const listed = rig.simulator.inject({ deliver: 'poll-only' });
    await eventually('the store has failed', () => rig.inbox.store.health.failure !== undefined);
    await rig.reached('error');
    assert.deepEqual(rig.state, { state: 'error', reason: 'disk-full' });
    await rig.pass(2 * MINUTE);
    assert.equal(node.got.length, 0);
    assert.equal(rig.simulator.push.unackedSeqs.length, 1, 'the push is not acked');
    assert.equal(rig.simulator.unread().length, 2, 'nothing is marked received');

    rig.inbox.disk.writeError = undefined;
    rig.inbox.disk.openError = undefined;
    await rig.pass(2 * MINUTE);
    await eventually('both are offered', () => node.got.length === 2);
    await rig.reached('connected');
    await eventually('the push is acked', () => rig.simulator.push.unackedSeqs.length === 0);
    assert.deepEqual([...node.ids].sort(), [pushed, listed].sort());
    assert(node.got.every(({ attempt }) => attempt === 1));
  });

  it('is delivered by the poll what a push could not store and the server does not repeat', async () => {
    rig = await Connecting.prepare();
    const node = rig.node('node-1');
    await rig.start();
    await rig.reached('connected');
    await rig.rests();
    rig.inbox.disk.writeError = systemError('EIO', 'input/output error');
    rig.simulator.inject({ deliver: 'push-without-image' });
    await eventually('the store has failed', () => rig.inbox.store.health.failure !== undefined);
    rig.simulator.push.cut();
    rig.inbox.disk.writeError = undefined;
    await rig.pass(2 * MINUTE);
    await eventually('it is offered', () => node.got.length === 1);
  });

  it('leaves a provider that refuses the login alone: red, one log line, one more try, then a slow probe', async () => {
    rig = await Connecting.prepare({ account: 'efax-1', pushes: false });
    rig.simulator.faults.set({ status: 401 });
    await rig.start();
    await rig.reached('error');
    const { clock, log } = rig.inbox;
    assert.deepEqual(rig.state, { state: 'error', reason: 'auth', retryAt: clock.wall() + 30_000 });
    clock.step(3_600_000);
    assert.deepEqual(rig.state, { state: 'error', reason: 'auth', retryAt: clock.wall() + 30_000 });
    clock.advance(30_000);
    await eventually('it tries once more', () => rig.simulator.requests()['accounts.status'] === 2);
    await rig.rests();
    for (let minutes = 1; minutes < 30; minutes += 1) {
      clock.advance(MINUTE);
      if (minutes % 10 === 0) await rig.rests();
    }
    assert.deepEqual(rig.simulator.requests(), { 'accounts.status': 2 });
    assert.equal(log.matching(/refused the login/).length, 1);
    rig.simulator.faults.clear();
    clock.advance(MINUTE);
    await rig.reached('polling');
  });

  it('asks nothing of a provider that refuses the login while polling was well before', async () => {
    rig = await Connecting.prepare({ pushes: false });
    rig.simulator.behave({ wait: 'honoured' });
    await rig.start();
    await rig.reached('polling');
    await eventually('it waits for news', () => rig.simulator.requests()['inbox.unread'] === 1);
    rig.simulator.faults.set({ status: 401 });
    await rig.pass(2 * MINUTE);
    assert.equal(rig.state.state, 'error');
    const before = rig.simulator.requests();
    await rig.pass(25 * MINUTE);
    assert.deepEqual(rig.simulator.requests(), before);
  });

  it('does not look well again merely because a provider that is down has asked for a pause', async () => {
    rig = await Connecting.prepare({ pushes: false });
    await rig.start();
    await rig.reached('polling');
    rig.simulator.faults.set({ status: 503 });
    await eventually('it is down', async () => {
      await rig.pass(5_000);
      return rig.state.state === 'error';
    });
    const before = rig.simulator.requests();
    const retryAt = rig.inbox.clock.wall() + 10 * MINUTE;
    rig.connection.askedToWait(10 * MINUTE);
    await rig.pass(9 * MINUTE);
    assert.deepEqual(rig.state, { state: 'error', reason: 'rate-limited', retryAt });
    assert(!rig.states.slice(-2).some(({ state }) => state === 'polling'));
    assert.deepEqual(rig.simulator.requests(), before);
    rig.simulator.faults.clear();
    await eventually('it is well', async () => {
      await rig.pass(5_000);
      return rig.state.state === 'polling';
    });
  });

  it('goes on by poll where only the push token is refused, and says so', async () => {
    rig = await Connecting.prepare();
    rig.simulator.faults.set({ handshake: 401, action: 'push' });
    const node = rig.node('node-1');
    const id = rig.simulator.inject();
    await rig.start();
    await eventually('it is offered', () => node.got.length === 1);
    await rig.reached('error');
    assert.equal(rig.state.state === 'error' && rig.state.reason, 'push-auth');
    assert.deepEqual(node.ids, [id]);
    assert.equal(rig.inbox.log.matching(/push token/).length, 1);
  });

  for (const [what, fault] of [
    ['answers HTML', { status: 502 }],
    ['answers nothing', { body: 'empty' }],
    ['cuts its JSON', { body: 'truncated' }],
    ['hangs up', { drop: 'before' }],
    ['hangs up half-way', { drop: 'mid-reply' }],
  ] as const) {
    it(`shows a provider that ${what}, and takes everything in when it is well again`, async () => {
      rig = await Connecting.prepare({ pushes: false });
      rig.simulator.faults.set(fault);
      const id = rig.simulator.inject();
      await rig.start();
      await rig.reached('error');
      assert(rig.state.state === 'error' && rig.state.retryAt !== undefined, 'with the time of the next attempt');
      rig.simulator.faults.clear();
      await rig.pass(5_000);
      await rig.rowIn(id, 'parked');
      await rig.reached('polling');
    });
  }

  it('keeps the push socket’s faxes coming while the provider’s REST side is down', async () => {
    rig = await Connecting.prepare({ account: 'efax-1' });
    for (const action of ['accounts.status', 'inbox.list', 'inbox.getnext'] as const) {
      rig.simulator.faults.set({ status: 503, action });
    }
    const node = rig.node('node-1');
    await rig.start();
    await eventually('the socket is live', () => rig.simulator.push.clients === 1);
    rig.simulator.inject();
    await eventually('it is offered', () => node.got.length === 1);
    assert.equal(rig.state.state, 'error', 'for nothing can be acknowledged');
  });

  it('stops though the provider hangs and no time passes, and leaves nothing behind', async () => {
    rig = await Connecting.prepare({ redeliverMinutes: 15 });
    rig.simulator.behave({ wait: 'honoured' });
    rig.simulator.faults.set({ lateMs: 3_600_000, action: 'inbox.list' }, { lateMs: 3_600_000, action: 'inbox.get' });
    rig.node('node-1');
    await rig.start();
    await eventually('it waits for the list', () => rig.simulator.requests()['inbox.list'] === 1);
    rig.simulator.inject({ deliver: 'push-without-image' });
    await eventually('it waits for a document', () => rig.simulator.requests()['inbox.get'] === 1);
    await rig.connection.stop();
    await eventually('the server sees the socket go', () => rig.simulator.push.clients === 0);
    const states = rig.states.length;
    rig.simulator.inject();
    rig.inbox.clock.advance(3_600_000);
    await rig.rests();
    assert.equal(rig.states.length, states, 'nothing is shown after the stop');
    assert.equal((await rig.inbox.store.counts(SCOPE)).offered, 0);
  });

  it('begins nothing when it is stopped while it learns its account', async () => {
    rig = await Connecting.prepare();
    rig.simulator.faults.set({ lateMs: 10, action: 'accounts.status' });
    await rig.connection.start();
    await eventually('it asks', () => rig.simulator.requests()['accounts.status'] === 1);
    const { store } = rig.inbox;
    const remember = store.remember.bind(store);
    let stopped: Promise<void> | undefined;
    store.remember = async (...args) => {
      stopped = rig.connection.stop();
      await remember(...args);
    };
    rig.inbox.clock.advance(10);
    await eventually('it is stopped meanwhile', () => stopped !== undefined);
    await stopped;
    await rig.rests();
    assert.deepEqual(rig.reserved, []);
    assert.equal(rig.simulator.requests().push, undefined);
    assert.equal(rig.inbox.clock.pending, 0);
  });

  it('leaves no timer, socket or listener behind in 20 redeploys', async () => {
    rig = await Connecting.prepare();
    for (let i = 0; i < 20; i += 1) {
      await rig.restart();
      rig.connection.resume(false);
      if (i % 3 === 0) await rig.reached('connected');
    }
    await rig.reached('connected');
    await eventually('one socket is there', () => rig.simulator.push.clients === 1);
    await rig.connection.stop();
    await eventually('no socket is left', () => rig.simulator.push.clients === 0);
    assert.equal(rig.inbox.clock.pending, 0);
  });
});

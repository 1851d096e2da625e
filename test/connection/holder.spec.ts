import assert from 'node:assert/strict';
import { Holder } from '../../src/connection/holder';
import type { ConnectingOptions, Connecting } from '../support/connecting';
import { eventually } from '../support/eventually';
import { FakeClock } from '../support/fake-clock';
import { FakeInstances } from '../support/fake-instances';
import { MINUTE, SCOPE } from '../support/inbox';
import { Several } from '../support/several';

describe('the holder of an account, of several instances on one store', () => {
  let several: Several;
  let rig: Connecting;

  async function prepare(options: ConnectingOptions = {}): Promise<void> {
    several = await Several.prepare(options);
    ({ rig } = several);
  }

  afterEach(() => several.close());

  const isKept = (): Promise<unknown> =>
    eventually('it is kept', async () => (await rig.inbox.store.recall(`provider-told:${SCOPE}`)) !== undefined);

  it('alone has a push socket and polls; the others stand by, and say who it is', async () => {
    await prepare();
    const a = await several.joined('a');
    await a.rig.reached('connected');
    const b = await several.joined('b');
    const c = await several.joined('c');
    assert.deepEqual([b.rig.state, c.rig.state], Array(2).fill({ state: 'standby', holder: 'a' }));
    assert.equal(several.sockets, 1);
    await rig.rests();
    const before = several.asked('inbox.list');
    await rig.pass(5 * MINUTE);
    assert.equal(several.asked('inbox.list') - before, 5, 'one of them polls');
    assert.equal(several.asked('push'), 1);
    assert.equal(several.asked('accounts.status'), 1);
  });

  it('is replaced at once when it stops, before it waits for anything', async () => {
    await prepare();
    const a = await several.joined('a');
    await a.rig.reached('connected');
    const b = await several.joined('b');
    const stopped = a.rig.connection.stop();
    assert.equal(several.holder, 'b');
    await b.rig.reached('connected');
    await stopped;
    const id = rig.simulator.inject();
    await rig.rowIn(id, 'parked');
    await several.oneSocket();
  });

  it('stops asking soon after it is cut off, without any answer of the store, and begins again when it is back', async () => {
    await prepare();
    const a = await several.joined('a');
    await a.rig.reached('connected');
    await rig.rests();
    a.sharing.die();
    await several.noSocket();
    assert.equal(a.rig.state.state, 'connecting');
    const before = rig.simulator.requests();
    await rig.pass(10 * MINUTE);
    assert.deepEqual(rig.simulator.requests(), before);
    const id = rig.simulator.inject({ deliver: 'poll-only' });
    a.sharing.revive();
    await rig.rowIn(id, 'parked');
    await a.rig.reached('connected');
    await several.oneSocket();
  });

  it('begins again when it has regained the account before it learned that it had lost it', async () => {
    await prepare();
    const a = await several.joined('a');
    await a.rig.reached('connected');
    await rig.rests();
    const before = several.asked('inbox.list');
    a.sharing.lapse();
    await eventually('it polls', () => several.asked('inbox.list') > before);
    await a.rig.reached('connected');
    await several.oneSocket();
  });

  it('asks nothing more from the moment that its lease is over, though nobody has told it yet', async () => {
    await prepare({ pushes: false });
    const a = await several.joined('a');
    await a.rig.reached('polling');
    // Until it has found that the service answers at once.
    await rig.pass(3 * MINUTE);
    // As after a stop of the process: its timers run before it hears of anything.
    Object.defineProperty(a.sharing, 'isAlive', { value: false });
    const before = rig.simulator.requests();
    await rig.pass(5 * MINUTE);
    assert.deepEqual(rig.simulator.requests(), before);
  });

  it('is replaced when it has gone without a word', async () => {
    await prepare();
    const a = await several.joined('a');
    const b = await several.joined('b');
    await a.rig.reached('connected');
    a.sharing.die();
    await b.rig.reached('connected');
    assert.deepEqual(a.rig.state, { state: 'standby', holder: 'b' });
    await several.oneSocket();
  });

  it('tells the provider what was marked on another instance', async () => {
    await prepare();
    const a = await several.joined('a');
    const b = await several.joined('b');
    await a.rig.reached('connected');
    const id = rig.simulator.inject();
    await rig.rowIn(id, 'parked');
    await b.rig.mark(id);
    await rig.rests();
    assert.equal(rig.simulator.received().length, 0, 'not by the one that stands by');
    several.instances.wrote(b.sharing);
    await eventually('the provider knows', () => rig.simulator.received().length === 1);
  });

  it('tells the provider what another left to be told, though the poll does not get through', async () => {
    await prepare({ pushes: false });
    const a = await several.joined('a');
    const b = await several.joined('b');
    await a.rig.reached('polling');
    const id = rig.simulator.inject({ deliver: 'poll-only' });
    await rig.poll();
    await rig.rowIn(id, 'parked');
    rig.simulator.faults.set({ status: 503, action: 'inbox.received' });
    await a.rig.mark(id);
    await eventually('it cannot be told', () => rig.simulator.requests()['inbox.received'] === 1);
    await rig.rests();
    rig.simulator.faults.clear();
    for (const action of ['inbox.list', 'inbox.getnext'] as const) rig.simulator.faults.set({ status: 503, action });
    a.sharing.die();
    await b.rig.reached('error');
    await eventually('the provider knows', async () => {
      await rig.pass(1_000);
      return rig.simulator.received().length === 1;
    });
  });

  it('takes up what another was fetching', async () => {
    await prepare({ pushes: false });
    rig.simulator.faults.set({ lateMs: 3_600_000, action: 'inbox.get' });
    const id = rig.simulator.inject({ deliver: 'poll-only' });
    const a = await several.joined('a');
    const b = await several.joined('b');
    await eventually('it is being fetched', () => several.asked('inbox.get') === 1);
    rig.simulator.faults.clear();
    a.sharing.die();
    await rig.rowIn(id, 'parked');
    assert((await rig.row(id))?.document, 'with its document');
    assert.equal(b.rig.state.state, 'polling');
    assert.equal((await rig.row(id))?.fetchFailures ?? 0, 0, 'what was cut off is no failure');
  });

  it('looks where others may have left something at most five times a second', async () => {
    await prepare({ pushes: false });
    const a = await several.joined('a');
    await a.rig.reached('polling');
    let counted = 0;
    const { store } = a.rig.inbox;
    const { dueAcks } = store;
    store.dueAcks = (...query) => {
      counted += 1;
      return dueAcks.call(store, ...query);
    };
    await rig.rests();
    counted = 0;
    for (let i = 0; i < 40; i += 1) {
      a.sharing.tell('wake');
      await rig.pass(50);
    }
    assert(counted >= 8 && counted <= 12, `${counted} looks in two seconds`);
  });

  it('is never an instance that makes no contact itself', async () => {
    await prepare();
    const a = several.join('a', { account: 'efax-1' });
    await a.rig.connection.start({ online: false });
    assert.equal(several.holder, undefined);
    assert.equal(a.rig.state.state, 'idle');
    const b = await several.joined('b', { account: 'efax-1' });
    await b.rig.reached('connected');
    assert.equal(a.rig.state.state, 'idle');
  });

  it('is found when each instance had to ask for the account first', async () => {
    await prepare();
    const a = several.join('a', { id: 'line-a' });
    const b = several.join('b', { id: 'line-b' });
    await Promise.all([a.rig.start(), b.rig.start()]);
    await eventually('one is connected, one stands by', () => {
      const names = [a, b].map((each) => each.rig.state.state).sort();
      return names.join() === 'connected,standby';
    });
    await rig.rests();
    await several.oneSocket();
    assert.equal(several.asked('accounts.status'), 2);
    const before = several.asked('inbox.list');
    await rig.pass(3 * MINUTE);
    assert.equal(several.asked('inbox.list'), before + 3);
    const [holder, other] = a.rig.state.state === 'standby' ? [b, a] : [a, b];
    await holder.rig.connection.stop();
    await other.rig.reached('connected');
    await eventually('it polls at once', () => several.asked('inbox.list') > before + 3);
  });

  it('is the one of two connections in a Node-RED that has the account', async () => {
    await prepare();
    const a = await several.joined('a', { account: 'efax-1' });
    await a.rig.reached('connected');
    let shutOutBy: string | undefined = 'line-1';
    const second = rig.another(a.sharing, { account: 'efax-1', id: 'line-2', reserveScope: () => shutOutBy });
    await second.start();
    assert.deepEqual(second.state, { state: 'error', reason: 'duplicate' });
    const b = await several.joined('b', { account: 'efax-1' });
    await a.rig.connection.stop();
    await b.rig.reached('connected');
    assert.equal(second.state.state, 'error');
    shutOutBy = undefined;
    await second.connection.pause();
    second.connection.resume(false);
    await second.reached('standby');
    await b.rig.connection.stop();
    await second.reached('connected');
    await second.connection.stop();
  });

  it('goes on with what the provider said of a login: 8 instances try no more often than one', async () => {
    await prepare({ account: 'efax-1', pushes: false });
    rig.simulator.faults.set({ status: 401 });
    const eight = [];
    for (const name of 'abcdefgh') eight.push(await several.joined(name));
    await eight[0]?.rig.reached('error');
    await isKept();
    const tries = (): number => Object.values(rig.simulator.requests()).reduce((sum, count) => sum + count, 0);
    assert.equal(tries(), 1);
    for (const instance of eight.slice(0, 7)) {
      await instance.rig.connection.stop();
      await rig.rests();
    }
    const last = eight[7]?.rig ?? assert.fail();
    await last.reached('error');
    assert.equal(tries(), 1);
    await rig.pass(31_000);
    assert.equal(tries(), 2, 'once more, as one alone');
    await rig.pass(25 * MINUTE);
    assert.equal(tries(), 2);
    rig.simulator.faults.clear();
    last.connection.resume(false);
    await last.connection.pause();
    last.connection.resume(false);
    await last.reached('polling');
    const next = await several.joined('next');
    await last.connection.stop();
    await next.rig.reached('polling');
  });

  it('neither acknowledges nor fetches anything while the login of its predecessor is refused', async () => {
    await prepare({ account: 'efax-1', pushes: false });
    const a = await several.joined('a');
    await a.rig.reached('polling');
    const id = rig.simulator.inject({ deliver: 'poll-only' });
    await rig.poll();
    await rig.rowIn(id, 'parked');
    rig.simulator.faults.set({ status: 401 });
    await rig.poll();
    await a.rig.reached('error');
    await isKept();
    const b = await several.joined('b');
    await a.rig.connection.stop();
    await b.rig.reached('error');
    const before = rig.simulator.requests();
    await b.rig.mark(id);
    await rig.rests();
    assert.deepEqual(rig.simulator.requests(), before);
  });

  it('keeps the account while its login is refused', async () => {
    await prepare({ account: 'efax-1', pushes: false });
    rig.simulator.faults.set({ status: 401 });
    const a = await several.joined('a');
    const b = await several.joined('b');
    await a.rig.reached('error');
    await rig.pass(5 * MINUTE);
    assert.equal(several.holder, 'a');
    assert.deepEqual(b.rig.state, { state: 'standby', holder: 'a' });
  });

  it('keeps the account while it cannot reach the provider', async () => {
    await prepare({ account: 'efax-1', pushes: false });
    rig.simulator.faults.set({ status: 503 });
    const a = await several.joined('a');
    const b = await several.joined('b');
    await rig.pass(5 * MINUTE);
    assert.equal(a.rig.state.state, 'error');
    assert.deepEqual(b.rig.state, { state: 'standby', holder: 'a' });
  });

  it('tries a refused login at once after a restart of the same Node-RED, or with another login', async () => {
    await prepare({ account: 'efax-1', pushes: false });
    rig.simulator.faults.set({ status: 401 });
    const a = await several.joined('a');
    await a.rig.reached('error');
    await isKept();
    await a.rig.connection.stop();
    rig.simulator.faults.clear();
    const again = await several.joined('a');
    await again.rig.reached('polling');
    rig.simulator.faults.set({ status: 401 });
    await rig.poll();
    await again.rig.reached('error');
    await again.rig.connection.stop();
    rig.simulator.faults.clear();
    const b = await several.joined('b', { credentials: 'mended' });
    await b.rig.reached('polling');
  });

  it('goes on with the pause that the provider has asked for', async () => {
    await prepare({ account: 'efax-1', pushes: false });
    rig.simulator.faults.set({ status: 429, retryAfterSeconds: 600, action: 'accounts.status', times: 1 });
    const a = await several.joined('a');
    await a.rig.reached('error');
    const b = await several.joined('b');
    await isKept();
    await a.rig.connection.stop();
    const before = rig.simulator.requests();
    await rig.pass(9 * MINUTE);
    assert.deepEqual(rig.simulator.requests(), before);
    await rig.pass(3 * MINUTE);
    await b.rig.reached('polling');
  });

  it('leaves no timer, socket or listener behind, however often it changes', async () => {
    await prepare();
    const a = await several.joined('a');
    const b = await several.joined('b');
    await a.rig.reached('connected');
    await rig.rests();
    for (let i = 0; i < 5; i += 1) {
      for (const [from, to] of [
        [a, b],
        [b, a],
      ] as const) {
        from.sharing.die();
        await to.rig.reached('connected');
        from.sharing.revive();
      }
    }
    await several.oneSocket();
    assert.deepEqual(b.rig.state, { state: 'standby', holder: 'a' });
    await rig.poll();
    await a.rig.connection.stop();
    await b.rig.connection.stop();
    await several.noSocket();
    assert.equal(rig.inbox.clock.pending, 0);
    assert.equal(several.instances.seeking.length, 0);
    assert.equal(a.sharing.listening + b.sharing.listening, 0);
  });

  it('can be stopped in the middle of taking over', async () => {
    await prepare();
    const a = await several.joined('a');
    const b = await several.joined('b');
    await a.rig.reached('connected');
    const stopping = [a.rig.connection.stop(), b.rig.connection.stop()];
    await Promise.all(stopping);
    await several.noSocket();
    assert.equal(rig.inbox.clock.pending, 0);
    assert.equal(several.instances.seeking.length, 0);
  });

  it('can take over while its account is still being opened', async () => {
    await prepare();
    const a = await several.joined('a', { account: 'efax-1' });
    await a.rig.reached('connected');
    const b = several.join('b', { account: 'efax-1' });
    const starting = b.rig.start();
    await a.rig.connection.stop();
    await starting;
    await b.rig.reached('connected');
    await several.oneSocket();
  });

  it('is the only one that is stopped while its account is still being opened', async () => {
    await prepare();
    const a = several.join('a', { account: 'efax-1' });
    const starting = a.rig.connection.start();
    await a.rig.connection.stop();
    await starting;
    assert.equal(several.instances.seeking.length, 0);
    assert.equal(rig.inbox.clock.pending, 0);
  });

  it('tells the country of the account to those that never ask', async () => {
    await prepare({ account: 'efax-1', pushes: false });
    rig.simulator.faults.set({ status: 503, action: 'accounts.status' });
    const a = await several.joined('a');
    const b = await several.joined('b');
    await a.rig.reached('polling');
    const told = b.rig.connection.accountCountry();
    rig.simulator.faults.clear();
    await rig.poll();
    several.instances.wrote(a.sharing);
    assert.equal(await told, '1');
  });
});

describe('the place of an instance among those that serve an account', () => {
  it('is reported as lost and regained when both have happened before anybody could be told', () => {
    const clock = new FakeClock();
    const sharing = new FakeInstances(clock).join('a');
    const told: unknown[] = [];
    const nothing = (): void => undefined;
    const holder: Holder = new Holder({
      ...{ sharing, clock, onChange: nothing, onWake: nothing },
      onGained: () => told.push(['gained', holder.isHeld]),
      onLost: () => told.push(['lost', holder.isHeld]),
    });
    holder.seek(SCOPE);
    holder.begin();
    told.length = 0;
    sharing.lapse();
    assert.deepEqual(told, [
      ['lost', false],
      ['gained', true],
    ]);
  });
});

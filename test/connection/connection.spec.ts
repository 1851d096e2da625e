import assert from 'node:assert/strict';
import { tiffOf } from '../support/events';
import { eventually } from '../support/eventually';
import { Connecting, type ConnectingOptions } from '../support/connecting';
import { MINUTE, SCOPE } from '../support/inbox';

describe('a connection', () => {
  let rig: Connecting;

  async function prepare(options: ConnectingOptions = {}): Promise<void> {
    rig = await Connecting.prepare(options);
  }

  afterEach(() => rig.close());

  const requests = (action: 'push' | 'accounts.status' | 'inbox.list' | 'inbox.get'): number =>
    rig.simulator.requests()[action] ?? 0;

  it('is connecting, then connected where the push socket is live, and says each once', async () => {
    await prepare();
    await rig.start();
    await rig.reached('connected');
    const names = rig.states.map(({ state }) => state);
    assert.equal(names[0], 'connecting');
    assert.equal(names.at(-1), 'connected');
    assert(names.every((name, index) => name !== names[index - 1]));
  });

  it('is polling where there is no push socket', async () => {
    await prepare({ pushes: false });
    await rig.start();
    await rig.reached('polling');
    assert.deepEqual(
      rig.states.map(({ state }) => state),
      ['connecting', 'polling'],
    );
  });

  it('takes in everything unread at first contact, and delivers each fax once although it comes by push and poll', async () => {
    await prepare();
    const old = Array.from({ length: 5 }, () => rig.simulator.inject({ deliver: 'poll-only' }));
    const node = rig.node('node-1');
    await rig.start();
    await rig.reached('connected');
    const fresh = Array.from({ length: 5 }, () => rig.simulator.inject());
    const twice = rig.simulator.inject({ deliver: 'push-twice' });
    await rig.poll();
    await eventually('all are offered', () => node.got.length >= 11);
    await rig.poll();
    assert.deepEqual([...node.ids].sort(), [...old, ...fresh, twice].sort());
    assert(node.got.every(({ attempt, redelivered }) => attempt === 1 && !redelivered));
    assert(node.got.every(({ document }) => document?.data?.length === document?.size));
  });

  it('fetches what is pushed without its document, and what is too large for a frame', async () => {
    await prepare();
    const node = rig.node('node-1');
    await rig.start();
    await rig.reached('connected');
    rig.simulator.inject({ deliver: 'push-without-image' });
    const document = tiffOf(5 * 1024 * 1024);
    rig.simulator.inject({ document });
    await eventually('both are offered', () => node.got.length === 2);
    assert.equal(requests('inbox.get'), 2);
    assert(node.got.some(({ document: got }) => got?.size === document.length));
    assert(node.got.every(({ source }) => source === 'push'));
  });

  it('tells the provider what the flow closed, and nothing else', async () => {
    await prepare();
    const [marked, open] = [rig.simulator.inject(), rig.simulator.inject()];
    const node = rig.node('node-1');
    await rig.start();
    await eventually('both are offered', () => node.got.length === 2);
    assert.equal(rig.simulator.received().length, 0, 'not when it is offered');
    await rig.mark(marked);
    await eventually('the provider knows', () => rig.simulator.received().length === 1);
    assert.deepEqual(
      rig.simulator.unread().map(({ jobId }) => jobId),
      [open],
    );
  });

  it('acknowledges again what the provider lists long after it was acknowledged', async () => {
    await prepare({ pushes: false });
    const id = rig.simulator.inject();
    const node = rig.node('node-1');
    await rig.start();
    await eventually('it is offered', () => node.got.length === 1);
    await rig.mark(id);
    await eventually('the provider knows', () => rig.simulator.received().length === 1);
    await rig.poll();
    rig.simulator.unmark(id);
    await rig.pass(6 * MINUTE);
    await eventually('the provider knows again', () => rig.simulator.received().length === 1);
    assert.equal(node.got.length, 1);
  });

  it('takes in without offering until flows have started', async () => {
    await prepare();
    const id = rig.simulator.inject();
    const node = rig.node('node-1');
    await rig.connection.start();
    await rig.rowIn(id, 'new');
    await rig.rests();
    assert.equal(node.got.length, 0);
    rig.connection.resume(false);
    await eventually('it is offered', () => node.got.length === 1);
    await rig.connection.pause();
    rig.simulator.inject();
    await eventually('it is stored', async () => (await rig.inbox.store.counts(SCOPE)).new === 1);
    assert.equal(node.got.length, 1);
  });

  it('offers to nodes that come later, and no more to nodes that have gone', async () => {
    await prepare();
    const gone = rig.node('gone');
    await rig.start();
    await rig.reached('connected');
    rig.connection.removeSourceNode('gone');
    rig.simulator.inject();
    await eventually('it waits', async () => (await rig.inbox.store.counts(SCOPE)).parked === 1);
    const node = rig.node('late');
    await eventually('it is offered', () => node.got.length === 1);
    assert.equal(gone.got.length, 0);
  });

  it('offers a fax whose document a push brings while it could not be fetched', async () => {
    await prepare();
    rig.simulator.faults.set({ status: 503, action: 'inbox.get' });
    const node = rig.node('node-1');
    await rig.start();
    await rig.reached('connected');
    const id = rig.simulator.inject({ deliver: 'push-without-image' });
    await eventually('a fetch has failed', async () => ((await rig.row(id))?.fetchFailures ?? 0) > 0);
    rig.simulator.faults.clear();
    const fax = await rig.ask(`inbox?a=get&id=${id}`);
    rig.simulator.faults.set({ status: 503, action: 'inbox.get' });
    rig.simulator.pushEvent('FaxReceive', fax);
    await eventually('it is offered', () => node.got.length === 1);
  });

  it('closes what vanished from the list, and offers it when it is listed again', async () => {
    await prepare({ pushes: false });
    const id = rig.simulator.inject();
    await rig.start();
    await rig.rowIn(id, 'parked');
    await rig.ask(`inbox?a=received&id=${id}`);
    assert.equal(rig.simulator.unread().length, 0, 'another consumer took it');
    await rig.pass(12 * MINUTE);
    await rig.rowIn(id, 'completed');
    assert.equal((await rig.row(id))?.completedAs, 'elsewhere');
    const node = rig.node('node-1');
    rig.simulator.unmark(id);
    await rig.pass(MINUTE);
    await eventually('it is offered', () => node.got.length === 1);
    assert.equal(node.got[0]?.redelivered, false);
  });

  it('keeps in quarantine what it cannot understand, and goes on', async () => {
    await prepare();
    const node = rig.node('node-1');
    await rig.start();
    await rig.reached('connected');
    rig.simulator.pushEvent('FaxReceive', { JobId: 'not a guid/..', CallingNumber: '+15550100099' });
    rig.simulator.pushEvent('Unheard', { a: 1 });
    rig.simulator.inject();
    await eventually('the fax is offered', () => node.got.length === 1);
    await eventually('both are kept', async () => (await rig.inbox.store.counts(SCOPE)).quarantined === 2);
    await eventually('all is acked', () => rig.simulator.push.unackedSeqs.length === 0);
    assert.equal(rig.state.state, 'connected');
  });

  it('counts what is in the flow', async () => {
    await prepare();
    assert.equal(await rig.connection.counts(), undefined, 'not before the account is known');
    rig.simulator.inject();
    const node = rig.node('node-1');
    await rig.start();
    await eventually('it is offered', () => node.got.length === 1);
    const counts = await rig.connection.counts();
    assert.deepEqual([counts?.inFlow, counts?.offered, counts?.new], [1, 1, 0]);
  });

  it('frees room and goes on when an event is closed from outside', async () => {
    await prepare();
    const node = rig.node('node-1', { document: 'data' });
    await rig.start();
    await rig.reached('connected');
    for (let i = 0; i < 5; i += 1) await rig.inbox.takeLarge(`job-${i}`, 20 * 1024 * 1024);
    rig.connection.changed();
    await eventually('three are offered', () => node.got.length === 3);
    await rig.mark('job-0');
    await eventually('one more is offered', () => node.got.length === 4);
  });
});

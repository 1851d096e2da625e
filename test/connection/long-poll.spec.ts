import assert from 'node:assert/strict';
import { eventually } from '../support/eventually';
import { Connecting } from '../support/connecting';
import { MINUTE } from '../support/inbox';

describe('the long poll', () => {
  let rig: Connecting;

  beforeEach(async () => {
    rig = await Connecting.prepare({ pushes: false });
    rig.simulator.behave({ wait: 'honoured' });
  });

  afterEach(() => rig.close());

  const waits = (): number => rig.simulator.requests()['inbox.unread'] ?? 0;
  const lists = (): number => rig.simulator.requests()['inbox.list'] ?? 0;

  it('brings a fax at once, without a wait for the next poll', async () => {
    const node = rig.node('node-1');
    await rig.start();
    await eventually('it waits', () => waits() === 1);
    rig.simulator.inject({ deliver: 'poll-only' });
    await eventually('it is offered', () => node.got.length === 1);
    assert.equal(lists(), 2);
  });

  it('does not ask while one of our faxes is still unread there, and asks again once it is acknowledged', async () => {
    const id = rig.simulator.inject();
    const node = rig.node('node-1');
    await rig.start();
    await eventually('it is offered', () => node.got.length === 1);
    await rig.pass(2 * MINUTE);
    assert.equal(waits(), 0);
    await rig.mark(id);
    await eventually('it waits', () => waits() === 1);
  });

  it('does not ask while a fax waits for a node', async () => {
    const id = rig.simulator.inject();
    await rig.start();
    await rig.rowIn(id, 'parked');
    await rig.pass(2 * MINUTE);
    assert.equal(waits(), 0);
  });

  it('asks again and again where the service holds the request', async () => {
    await rig.start();
    await eventually('it waits', () => waits() === 1);
    await rig.pass(3 * MINUTE);
    assert(waits() >= 3 && waits() <= 5, `${waits()} requests in three minutes`);
  });

  it('stops asking a service that answers at once', async () => {
    rig.simulator.behave({ wait: 'ignored' });
    await rig.start();
    await rig.rests();
    await rig.pass(3 * MINUTE);
    assert.equal(waits(), 3);
    assert(lists() >= 3, 'and polls on');
  });

  it('does not spin on an item that cannot be taken', async () => {
    rig.simulator.faults.set({ item: 'missing-job-id', action: 'inbox.list' });
    rig.simulator.inject({ deliver: 'poll-only' });
    await rig.start();
    await rig.rests();
    await rig.pass(5 * MINUTE);
    assert(waits() <= 7, `${waits()} requests in five minutes`);
    assert(lists() <= 13, `${lists()} lists in five minutes`);
  });

  it('leaves a service that asks for a pause alone, as everything else does', async () => {
    rig.simulator.faults.set({ status: 429, retryAfterSeconds: 600, action: 'inbox.unread', times: 1 });
    await rig.start();
    await eventually('it waits', () => waits() === 1);
    await rig.rests();
    const before = rig.simulator.requests();
    await rig.pass(9 * MINUTE);
    assert.deepEqual(rig.simulator.requests(), before);
    await rig.pass(3 * MINUTE);
    assert(lists() > 1, 'it polls again');
    await eventually('it waits again', () => waits() > 1);
  });

  it('leaves a service that fails to the poll', async () => {
    rig.simulator.faults.set({ status: 503, action: 'inbox.unread' });
    await rig.start();
    await rig.rests();
    await rig.pass(3 * MINUTE);
    assert(waits() <= lists(), `${waits()} requests, ${lists()} lists`);
    assert.equal(rig.state.state, 'polling');
  });
});

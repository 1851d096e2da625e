import assert from 'node:assert/strict';
import { MissedByPush } from '../../src/connection/missed-by-push';
import { createEtherFaxProvider } from '../../src/providers/etherfax/etherfax-provider';
import type { WebhookCodec } from '../../src/providers/provider';
import { eventually } from '../support/eventually';
import { Connecting } from '../support/connecting';
import { FakeInstances } from '../support/fake-instances';
import { FakeClock } from '../support/fake-clock';
import { MINUTE } from '../support/inbox';

describe('events that a live push socket did not bring', () => {
  let clock: FakeClock;
  let missed: MissedByPush;

  beforeEach(() => {
    clock = new FakeClock();
    missed = new MissedByPush(clock);
    missed.connected();
    missed.caughtUp();
  });

  it('are missed when it has had half a minute to bring them', () => {
    missed.foundByPoll('a');
    clock.advance(29_999);
    assert(!missed.shouldReconnect());
    clock.advance(1);
    assert(missed.shouldReconnect());
    assert.equal(missed.missed, 1);
    assert(!missed.shouldReconnect(), 'once for each');
  });

  it('are not missed if it brings them in time', () => {
    missed.foundByPoll('a');
    missed.broughtByPush('a');
    clock.advance(MINUTE);
    assert(!missed.shouldReconnect());
    assert.equal(missed.missed, 0);
  });

  it('are not its own if they came before it was live', () => {
    missed.connected();
    missed.foundByPoll('old');
    missed.caughtUp();
    clock.advance(MINUTE);
    assert(!missed.shouldReconnect());
  });

  it('are a reason to reconnect every five minutes at most, and are counted all the same', () => {
    for (let i = 0; i < 6; i += 1) {
      missed.foundByPoll(`key-${i}`);
      clock.advance(MINUTE);
      assert.equal(missed.shouldReconnect(), i === 0 || i === 5, `minute ${i}`);
    }
    assert.equal(missed.missed, 6);
  });
});

describe('a push socket that answers pings and brings no events', () => {
  let rig: Connecting;

  beforeEach(async () => {
    rig = await Connecting.prepare();
  });

  afterEach(() => rig.close());

  const handshakes = (): number => rig.simulator.requests().push ?? 0;

  it('is opened anew, and the poll delivers meanwhile', async () => {
    const node = rig.node('node-1');
    await rig.start();
    await rig.reached('connected');
    await rig.pass(MINUTE);
    rig.simulator.inject({ deliver: 'poll-only' });
    await rig.poll();
    await eventually('it is offered', () => node.got.length === 1);
    assert.equal(handshakes(), 1);
    await rig.poll();
    await eventually('it is opened anew', () => handshakes() === 2);
    assert.equal(rig.inbox.log.matching(/opened again/).length, 1);
    assert.equal((await rig.connection.counts())?.missedByPush, 1);
    await eventually('the old one is gone', () => rig.simulator.push.clients === 1);
    await rig.reached('connected');
    rig.simulator.inject();
    await eventually('the new one works', () => node.got.length === 2);
  });

  it('is left alone for what lay at the provider before it was live', async () => {
    for (let i = 0; i < 3; i += 1) rig.simulator.inject({ deliver: 'poll-only' });
    const node = rig.node('node-1');
    await rig.start();
    await eventually('all are offered', () => node.got.length === 3);
    await rig.pass(3 * MINUTE);
    assert.equal(handshakes(), 1);
    assert.equal(rig.inbox.log.matching(/opened again/).length, 0);
  });

  it('is left alone for what came while it was down', async () => {
    const node = rig.node('node-1');
    await rig.start();
    await rig.reached('connected');
    await rig.pass(MINUTE);
    rig.simulator.push.cut();
    rig.simulator.inject({ deliver: 'poll-only' });
    await rig.pass(3 * MINUTE);
    await eventually('it is offered', () => node.got.length === 1);
    assert.equal(handshakes(), 2);
    assert.equal(rig.inbox.log.matching(/opened again/).length, 0);
  });

  it('is left alone where a webhook may have brought it to another instance of the store', async () => {
    const instances = new FakeInstances(rig.inbox.clock);
    const own = instances.join('a');
    const webhook: WebhookCodec = { methods: {}, decode: () => assert.fail() };
    const provider = createEtherFaxProvider({
      ...{ baseUrl: rig.simulator.baseUrl, account: '', country: '', clock: rig.inbox.clock },
      credentials: { apiKey: rig.simulator.account.apiKey },
    });
    await rig.restart({ store: { ...rig.inbox.store, sharing: own }, provider: { ...provider, webhook } });
    await rig.reached('connected');
    await rig.pass(MINUTE);
    const other = instances.join('b');
    rig.simulator.inject({ deliver: 'poll-only' });
    await rig.pass(3 * MINUTE);
    assert.equal((await rig.connection.counts())?.missedByPush, 0);
    other.die();
    rig.simulator.inject({ deliver: 'poll-only' });
    await rig.pass(3 * MINUTE);
    assert.equal((await rig.connection.counts())?.missedByPush, 1);
  });

  it('is left alone while it brings everything', async () => {
    const node = rig.node('node-1');
    await rig.start();
    await rig.reached('connected');
    for (let i = 0; i < 3; i += 1) {
      rig.simulator.inject();
      await eventually('it is offered', () => node.got.length === i + 1);
      await rig.pass(MINUTE);
    }
    assert.equal(node.got.length, 3);
    assert.equal(handshakes(), 1);
  });
});

import assert from 'node:assert/strict';
import { startEtherFaxSimulator } from '../../../src/simulator/etherfax/etherfax-simulator';
import { Harness } from './harness';
import { PushClient } from './push-client';

describe('the etherFAX simulator', () => {
  it('listens on loopback and says where', async () => {
    const simulator = await startEtherFaxSimulator();
    const { port } = new URL(simulator.baseUrl);
    assert.equal(simulator.baseUrl, `http://127.0.0.1:${port}/rest/3.0/api`);
    assert.equal(simulator.pushUrl, `ws://127.0.0.1:${port}/push`);
    assert.equal(simulator.controlUrl, `http://127.0.0.1:${port}/control`);
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404);
    await simulator.close();
  });

  it('listens on a given port, and rejects where that is taken', async () => {
    const first = await startEtherFaxSimulator();
    const port = Number(new URL(first.baseUrl).port);
    await assert.rejects(startEtherFaxSimulator({ port }), { code: 'EADDRINUSE' });
    await first.close();
    const second = await startEtherFaxSimulator({ port });
    assert.equal(new URL(second.baseUrl).port, String(port));
    await second.close();
  });

  it('has the account it is given', async () => {
    const harness = await Harness.start({ account: { apiKey: 'other-key', ports: 7 }, pushToken: 'other-token' });
    assert.equal((await harness.call('/accounts?a=status')).json().Ports, 7);
    const old = await harness.call('/accounts?a=status', { headers: { authorization: 'Bearer example-key' } });
    assert.equal(old.status, 401);
    await PushClient.live(harness.simulator);
    await harness.close();
  });

  it('tells its listeners what happens, until they leave', async () => {
    const harness = await Harness.start();
    const seen: string[] = [];
    const leave = harness.simulator.onChange(({ type }) => seen.push(type));
    const jobId = harness.simulator.inject();
    await harness.call(`/inbox?a=received&id=${jobId}`);
    assert.deepEqual(seen, ['injected', 'request', 'received']);
    leave();
    harness.simulator.inject();
    assert.equal(seen.length, 3);
    await harness.close();
  });

  it('ends everything when it closes: waits, late answers, calls, push sockets', async () => {
    const harness = await Harness.start();
    harness.simulator.faults.set({ action: 'inbox.list', lateMs: 60_000 }, { connection: 'half-open', times: 1 });
    const halfOpen = await PushClient.connect(harness.simulator);
    const live = await PushClient.live(harness.simulator);
    await harness.send({});
    const requests = [harness.call('/inbox?a=unread&wait=120'), harness.call('/inbox?a=list')];
    await harness.clock.waiting(3);
    harness.simulator.push.bye(5);
    const ended = Promise.all(requests.map((request) => assert.rejects(request)));
    await harness.close();
    await ended;
    await Promise.all([halfOpen, live].map((client) => client.until(() => client.closed !== undefined)));
    while (harness.clock.timers > 0) await new Promise(setImmediate);
    await assert.rejects(harness.call('/inbox?a=list'));
  });
});

import assert from 'node:assert/strict';
import { startEsendexSimulator } from '../../../src/simulator/esendex/esendex-simulator';
import { basic, Harness } from './harness';

describe('the Esendex simulator', () => {
  it('listens on loopback and says where', async () => {
    const simulator = await startEsendexSimulator();
    const { port } = new URL(simulator.baseUrl);
    assert.equal(simulator.baseUrl, `http://127.0.0.1:${port}`);
    assert.equal(simulator.controlUrl, `http://127.0.0.1:${port}/control`);
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404);
    await assert.rejects(startEsendexSimulator({ port: Number(port) }), { code: 'EADDRINUSE' });
    await simulator.close();
  });

  it('has the login, account and target it is given', async () => {
    const harness = await Harness.start({
      login: { username: 'me@example.com', password: 'pässword:2' },
      account: { address: '447700900777' },
    });
    assert.equal((await harness.call('/accounts')).status, 200);
    const old = await harness.call('/accounts', { headers: { authorization: basic('demo@example.com:example') } });
    assert.equal(old.status, 403);
    harness.simulator.inject();
    assert.equal(harness.simulator.unread()[0]?.to, '447700900777');
    assert.throws(() => harness.simulator.inject({ account: 'EX0000009' }), RangeError);
    assert.throws(() => harness.simulator.setPushTarget('no url'), TypeError);
    await harness.close();
  });

  it('tells its listeners what happens, until they leave', async () => {
    const harness = await Harness.start();
    const seen: string[] = [];
    const leave = harness.simulator.onChange(({ type }) => seen.push(type));
    const id = harness.simulator.inject({ deliver: 'poll-only' });
    await harness.call(`/inbox/messages/${id}?action=read`, { method: 'PUT' });
    await harness.call(`/inbox/messages/${id}`, { method: 'DELETE' });
    assert.deepEqual(seen, ['injected', 'request', 'read', 'request', 'deleted']);
    leave();
    harness.simulator.inject();
    assert.equal(seen.length, 5);
    await harness.close();
  });

  it('ends everything when it closes: late answers, messages on their way, posts and their repeats', async () => {
    const harness = await Harness.start();
    const receiver = await harness.receiver();
    receiver.answer(500);
    harness.simulator.inject();
    await harness.next(({ type }) => type === 'push.answered');
    receiver.respond = () => undefined;
    harness.simulator.inject({ deliver: 'late' });
    harness.simulator.inject();
    await receiver.until(2);
    await harness.sendTo('447700900001');
    harness.simulator.faults.set({ action: 'inbox.list', lateMs: 60_000 });
    const late = assert.rejects(harness.call('/inbox/messages'));
    await harness.clock.waiting(5);
    await harness.simulator.close();
    await late;
    while (harness.clock.timers > 0) await new Promise(setImmediate);
    await assert.rejects(harness.call('/accounts'));
    assert.equal(receiver.received.length, 2);
    await receiver.close();
  });
});

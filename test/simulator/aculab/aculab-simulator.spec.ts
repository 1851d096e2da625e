import assert from 'node:assert/strict';
import { startAculabSimulator } from '../../../src/simulator/aculab/aculab-simulator';
import { settle } from '../../transports/until';
import { basic, Harness } from './harness';

describe('the Aculab simulator', () => {
  it('listens on loopback and says where', async () => {
    const simulator = await startAculabSimulator();
    const { port } = new URL(simulator.baseUrl);
    assert.equal(simulator.baseUrl, `http://127.0.0.1:${port}`);
    assert.equal(simulator.controlUrl, `http://127.0.0.1:${port}/control`);
    assert.equal((await fetch(`http://127.0.0.1:${port}/`)).status, 404);
    await assert.rejects(startAculabSimulator({ port: Number(port) }), { code: 'EADDRINUSE' });
    await simulator.close();
  });

  it('has the account it is given', async () => {
    const harness = await Harness.start({
      account: { cloudId: '0-2-0', apiAccessKey: 'pässword:2', faxNumber: '155599' },
    });
    const status = async (login: string) =>
      (await harness.call('/security/protocol_check', { headers: { authorization: basic(login) } })).status;
    assert.equal(await status('0-2-0/demo@example.com:pässword:2'), 200);
    assert.equal(await status('1-2-0/demo@example.com:example-key'), 401);
    harness.simulator.inject();
    assert.equal(harness.simulator.calls()[0]?.to, '155599');
    await harness.close();
  });

  it('tells its listeners what happens, until they leave', async () => {
    const harness = await Harness.start();
    const seen: string[] = [];
    const leave = harness.simulator.onChange(({ type }) => seen.push(type));
    const id = await harness.faxed({ pages: 1, pattern: 'final-only', available: 'never' });
    assert.deepEqual(seen, ['call', 'injected', 'request', 'asked', 'stored', 'request', 'asked', 'call']);
    leave();
    harness.simulator.interrupt(id);
    harness.simulator.inject();
    assert.equal(seen.length, 8);
    await harness.close();
  });

  it('ends everything when it closes: calls, pages on their way and their repeats, messages, late answers', async () => {
    const harness = await Harness.start();
    const { simulator, customer, clock } = harness;
    simulator.inject({ cause: 'never' });
    await harness.until((change) => change.type === 'asked' && change.asked.page === 'progress');
    customer.answers['/first'] = () => ({ status: 503 });
    simulator.inject();
    await harness.until((change) => change.type === 'asked');
    customer.holds['/first'] = new Promise(() => undefined);
    simulator.inject();
    await harness.post('/msg_send', {
      ...{ to: '447700909999', from: '447700900500', content: 'Hello', request_delivery_report: 'true' },
      status_page: `${customer.url}/status`,
    });
    await harness.dial({ to: '15550109999', from: '15550100001' });
    simulator.faults.set({ action: 'file_list', lateMs: 60_000 });
    const late = assert.rejects(harness.call('/file_list?filetype=media'));
    await clock.waiting(4);
    const { length } = customer.asked;
    await simulator.close();
    await late;
    while (clock.timers > 0 || simulator.asking > 0) await new Promise(setImmediate);
    await assert.rejects(harness.call('/security/protocol_check'));
    assert.ok(customer.asked.length <= length + 1);
    await harness.close();
  });

  it('ends a call that waits for our pages', async () => {
    const harness = await Harness.start();
    harness.simulator.callAt(undefined);
    harness.simulator.inject();
    harness.simulator.inject({ kind: 'sms' });
    harness.simulator.inject({ kind: 'raw', page: 'first', body: '{}' });
    await harness.simulator.close();
    harness.simulator.callAt(harness.customer.url);
    await settle();
    assert.equal(harness.customer.asked.length, 0);
    await harness.close();
  });
});

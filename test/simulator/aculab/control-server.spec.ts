import assert from 'node:assert/strict';
import type { Json } from './customer';
import { Harness, TWO_PAGES } from './harness';

describe('the control side of the simulated Aculab Cloud', () => {
  let harness: Harness;
  beforeEach(async () => {
    harness = await Harness.start();
  });
  afterEach(() => harness.close());

  const json = async (method: string, path: string, body?: unknown): Promise<Json> =>
    (await (await harness.control(method, path, body)).json()) as Json;

  it('injects faxes and messages, and shows what became of them', async () => {
    const { customer } = harness;
    customer.answers['/messages'] = () => ({ status: 200 });
    const { id } = await json('POST', '/inject', {
      kind: 'fax',
      from: '',
      document: TWO_PAGES.toString('base64'),
      cause: 'ERROR',
    });
    await harness.untilFinished(String(id));
    const { id: msgRef } = await json('POST', '/inject', { kind: 'sms', text: 'Hello' });
    await harness.settle();
    assert.equal((customer.infosOf('/first')[0]?.this_call as Json).call_from, '');
    assert.equal(customer.infosOf('/messages')[0]?.msg_ref, msgRef);
    const state = await json('GET', '/state');
    assert.deepEqual(state.calls, [{ id, direction: 'in', state: 'idle', finished: true, cause: 'completed' }]);
    assert.equal((state.files as { stored: string[] }).stored.length, 2);
    assert.deepEqual(state.problems, []);
    assert.equal((state.requests as Json)['page.first'], 1);
    const [first] = (await json('GET', '/pages')) as unknown as Json[];
    assert.equal(first?.page, 'first');
  });

  it('sets and clears faults, behaviour and where our pages are', async () => {
    const { simulator, customer } = harness;
    await json('POST', '/faults', [{ action: 'page.next', page: 'lost', times: 1 }, { status: 503 }]);
    assert.equal(simulator.faults.list().length, 2);
    await json('DELETE', '/faults');
    assert.equal(simulator.faults.list().length, 0);
    await json('POST', '/behaviour', { version: '1.0' });
    assert.equal(simulator.behaviour.version, '1.0');
    await json('DELETE', '/target');
    const id = simulator.inject({ pages: 0 });
    await harness.settle();
    assert.equal(customer.asked.length, 0);
    customer.version = undefined;
    customer.receiveFax = {};
    await json('POST', '/target', { url: customer.url, basic: { username: 'me', password: 'secret' } });
    await harness.untilFinished(id);
    assert.notEqual(customer.asked[0]?.headers.authorization, undefined);
  });

  it('refuses what it does not know', async () => {
    const bodies: [string, unknown][] = [
      ['/inject', { kind: 'telex' }],
      ['/inject', { kind: 'fax', pages: -1 }],
      ['/inject', { kind: 'fax', cause: 'HUNGRY' }],
      ['/inject', { kind: 'sms', pages: 1 }],
      ['/inject', { kind: 'raw', page: 'first' }],
      ['/inject', { kind: 'sms-status', msgRef: 'a', status: 'b', url: 'c' }],
      ['/inject', { kind: 'toString' }],
      ['/faults', { page: 'lost', status: 503 }],
      ['/faults', { action: 'page.none', page: 'lost' }],
      ['/behaviour', { version: '3.0' }],
      ['/target', { url: 'ftp://127.0.0.1' }],
      ['/target', { basic: { username: 'me', password: 'secret' } }],
    ];
    for (const [path, body] of bodies) {
      assert.equal((await harness.control('POST', path, body)).status, 400, JSON.stringify(body));
    }
    assert.equal(harness.simulator.calls().length, 0);
  });
});

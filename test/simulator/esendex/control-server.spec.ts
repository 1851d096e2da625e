import assert from 'node:assert/strict';
import { Harness, type Json } from './harness';

describe('the control side of the simulated Esendex', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await Harness.start()));
  afterEach(() => harness.close());

  const state = async (): Promise<Json> => (await harness.control('GET', '/state')).json() as Promise<Json>;
  const post = async (path: string, body: unknown): Promise<number> =>
    (await harness.control('POST', path, body)).status;

  it('injects a message and returns its id', async () => {
    const response = await harness.control('POST', '/inject', {
      kind: 'sms',
      from: '447700900123',
      text: 'STOP 😀',
      deliver: 'poll-only',
    });
    const { id } = (await response.json()) as { id: string };
    const [sms] = harness.simulator.unread();
    assert.deepEqual([sms?.id, sms?.from, sms?.text, sms?.to], [id, '447700900123', 'STOP 😀', '447700900500']);
    assert.deepEqual(harness.simulator.pusher.outstanding(), []);
  });

  it('injects a sample on an empty request, and every other kind', async () => {
    for (const inject of [
      {},
      { kind: 'delivered' },
      { kind: 'failed', failure: false },
      { kind: 'failed', failure: { code: 7, permanent: false } },
      { kind: 'opt-out', from: '447700900123' },
      { kind: 'subscription', event: 'Continue' },
      { kind: 'unknown', name: 'MessageRead' },
    ]) {
      assert.equal(await post('/inject', inject), 200, JSON.stringify(inject));
    }
    assert.equal(harness.simulator.pusher.outstanding().length, 7);
  });

  for (const [what, body] of [
    ['no object', 7],
    ['an unknown kind', { kind: 'fax' }],
    ['a kind of every object', { kind: 'constructor' }],
    ['an unknown field', { colour: 'red' }],
    ['a field of another kind', { kind: 'opt-out', text: 'STOP' }],
    ['an unknown delivery', { deliver: 'pigeon' }],
    ['an unknown protocol', { protocol: 'json' }],
    ['an unknown account', { account: 'EX0000009' }],
    ['a name that is no element', { kind: 'unknown', name: '<x>' }],
    ['an unknown reason', { kind: 'failed', failure: { colour: 'red' } }],
  ] as const) {
    it(`refuses to inject ${what}`, async () => {
      assert.equal(await post('/inject', body), 400);
      assert.deepEqual(harness.simulator.pusher.outstanding(), []);
      assert.deepEqual(harness.simulator.unread(), []);
    });
  }

  it('tells what is unread, read, deleted, sent and outstanding, without numbers and texts', async () => {
    const [unread, read, deleted] = ['a', 'b', 'c'].map(() => harness.simulator.inject({ text: 'secret' }));
    await harness.call(`/inbox/messages/${String(read)}?action=read`, { method: 'PUT' });
    await harness.call(`/inbox/messages/${String(deleted)}`, { method: 'DELETE' });
    const sent = await harness.sendTo('447700900001', { body: 'secret' });
    const told = await state();
    assert.deepEqual([told.unread, told.read, told.deleted], [[unread], [read], [deleted]]);
    assert.deepEqual(told.sent, [{ id: sent, status: 'Submitted' }]);
    assert.deepEqual((told.push as Json).outstanding, [unread, read, deleted]);
    assert.deepEqual(told.requests, { 'inbox.mark': 1, 'inbox.delete': 1, 'dispatcher.send': 1 });
    assert.doesNotMatch(JSON.stringify(told), /secret|4477/);
  });

  it('shows on request what was sent, so that nothing is counted twice unnoticed', async () => {
    const id = await harness.sendTo('447700900001', { body: 'once' });
    const sent = await (await harness.control('GET', '/sent')).json();
    assert.deepEqual(sent, [{ id, from: '447700900500', to: '447700900001', text: 'once', status: 'Submitted' }]);
  });

  it('sets faults and behaviour, and refuses what it does not know', async () => {
    assert.equal(await post('/faults', [{ action: 'push', post: 'slow', times: 2 }, { status: 408 }]), 200);
    assert.equal(await post('/faults', { status: 418 }), 400);
    assert.equal(await post('/faults', { action: 'inbox.archive', status: 500 }), 400);
    assert.deepEqual((await state()).faults, [{ action: 'push', post: 'slow', times: 2 }, { status: 408 }]);
    assert.equal((await harness.control('DELETE', '/faults')).status, 200);
    assert.deepEqual(harness.simulator.faults.list(), []);
    assert.equal(await post('/behaviour', { layout: 'pretty', encoding: 'utf-16' }), 200);
    assert.equal(await post('/behaviour', { layout: 'ugly' }), 400);
    assert.deepEqual([harness.simulator.behaviour.layout, harness.simulator.behaviour.encoding], ['pretty', 'utf-16']);
  });

  it('sets the target of pushes and their login', async () => {
    const receiver = await harness.receiver({ told: false });
    const basic = { username: 'hook', password: 'secret' };
    for (const target of [{}, { url: 'ftp://x' }, { url: 'hook' }, { url: receiver.url, basic: { username: 'x' } }]) {
      assert.equal(await post('/target', target), 400, JSON.stringify(target));
    }
    harness.simulator.inject();
    const done = harness.pushed();
    assert.equal(await post('/target', { url: receiver.url, basic }), 200);
    await done;
    assert.equal(receiver.received[0]?.headers.authorization, `Basic ${Buffer.from('hook:secret').toString('base64')}`);
    assert.equal((await harness.control('DELETE', '/target')).status, 200);
    harness.simulator.inject();
    assert.equal(harness.simulator.pusher.outstanding().length, 1);
  });

  it('does not answer web pages', async () => {
    const response = await fetch(`${harness.simulator.controlUrl}/inject`, {
      method: 'POST',
      headers: { origin: 'https://page.example' },
      body: '{}',
    });
    assert.equal(response.status, 403);
    assert.deepEqual(harness.simulator.unread(), []);
  });
});

import assert from 'node:assert/strict';
import { request } from 'node:http';
import { Harness, type Json } from './harness';

describe('the control side', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await Harness.start()));
  afterEach(() => harness.close());

  const state = async (): Promise<Json> => (await harness.control('GET', '/state')).json() as Promise<Json>;

  it('injects a fax and returns its JobId', async () => {
    const document = Buffer.from('II*\0 a document');
    const response = await harness.control('POST', '/inject', {
      to: '+15550100001',
      from: '+15550100042',
      pages: 4,
      document: document.toString('base64'),
    });
    const { jobId } = (await response.json()) as { jobId: string };
    const [fax] = harness.simulator.unread();
    assert.equal(fax?.jobId, jobId);
    assert.deepEqual([fax.document, fax.pages, fax.callingNumber], [document, 4, '+15550100042']);
  });

  it('injects a sample on an empty request', async () => {
    assert.equal((await harness.control('POST', '/inject', {})).status, 200);
    assert.equal(harness.simulator.unread()[0]?.calledNumber, '+15550100001');
  });

  for (const [what, body] of [
    ['no object', 7],
    ['a number that is none', { to: 5 }],
    ['an unknown delivery', { deliver: 'pigeon' }],
    ['too many pages', { pages: 1e9 }],
    ['an unknown field', { colour: 'red' }],
  ] as const) {
    it(`refuses to inject ${what}`, async () => {
      assert.equal((await harness.control('POST', '/inject', body)).status, 400);
      assert.deepEqual(harness.simulator.unread(), []);
    });
  }

  it('tells what was received and requested, without numbers and documents', async () => {
    const jobId = harness.simulator.inject({ from: '+15550100042', remoteId: 'ACME' });
    const other = harness.simulator.inject();
    await harness.call(`/inbox?a=received&id=${jobId}`);
    await harness.send({ Tag: 'job-1' });
    const told = await state();
    assert.deepEqual(told.unread, [other]);
    assert.deepEqual(told.received, [jobId]);
    assert.deepEqual(told.marks, [{ jobId, at: harness.clock.now(), repeated: false }]);
    assert.deepEqual(told.requests, { 'inbox.received': 1, 'outbox.send': 1 });
    assert.deepEqual(told.push, { clients: 0, unacked: [2] });
    assert.equal((told.jobs as Json[])[0]?.tag, 'job-1');
    assert.doesNotMatch(JSON.stringify(told), /1555|ACME|example-key/);
  });

  it('sets faults, one or several, and clears them', async () => {
    await harness.control('POST', '/faults', { action: 'inbox.list', status: 502, times: 2 });
    await harness.control('POST', '/faults', [{ drop: 'after' }, { lateMs: 5 }]);
    assert.deepEqual((await state()).faults, [
      { action: 'inbox.list', status: 502, times: 2 },
      { drop: 'after' },
      { lateMs: 5 },
    ]);
    await harness.control('DELETE', '/faults');
    assert.deepEqual(harness.simulator.faults.list(), []);
  });

  it('refuses faults it does not know', async () => {
    for (const fault of [
      {},
      { times: 1 },
      { status: 200 },
      { status: 502, drop: 'after' },
      { status: 502, action: 'inbox.delete' },
      { status: 502, times: -1 },
      { lateMs: 'long' },
      [{ drop: 'after' }, null],
    ]) {
      assert.equal((await harness.control('POST', '/faults', fault)).status, 400, JSON.stringify(fault));
    }
    assert.deepEqual(harness.simulator.faults.list(), []);
  });

  it('changes how the service answers', async () => {
    assert.equal((await harness.control('POST', '/behaviour', { none: 'null', dates: 'zulu' })).status, 200);
    assert.equal((await harness.call('/inbox?a=getnext')).text, 'null');
    assert.equal((await harness.control('POST', '/behaviour', { none: 'silence' })).status, 400);
    assert.equal((await harness.control('POST', '/behaviour', { wait: 'ignored', other: 1 })).status, 400);
    assert.equal(harness.simulator.behaviour.wait, 'honoured');
  });

  it('answers 400 to what is no JSON, and 404 to what it does not have', async () => {
    const response = await fetch(`${harness.simulator.controlUrl}/inject`, { method: 'POST', body: '{' });
    assert.equal(response.status, 400);
    assert.equal((await harness.control('GET', '/inject')).status, 404);
    assert.equal((await harness.control('GET', '/other')).status, 404);
  });

  it('does not answer web pages, neither of a foreign origin nor under a foreign name', async () => {
    const { hostname, port } = new URL(harness.simulator.controlUrl);
    const statusWith = (headers: Record<string, string>): Promise<number | undefined> =>
      new Promise((resolve, reject) => {
        request({ hostname, port, path: '/control/inject', method: 'POST', headers }, (response) => {
          response.resume().on('end', () => resolve(response.statusCode));
        })
          .on('error', reject)
          .end('{}');
      });
    assert.equal(await statusWith({ origin: 'https://page.example' }), 403);
    assert.equal(await statusWith({ host: `page.example:${port}` }), 403);
    assert.deepEqual(harness.simulator.unread(), []);
    assert.equal(await statusWith({ host: `localhost:${port}` }), 200);
  });
});

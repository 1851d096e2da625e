import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { Harness, type Json } from './harness';

describe('the faults of the REST side', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await Harness.start()));
  afterEach(() => harness.close());

  for (const status of [400, 401, 403, 404] as const) {
    it(`answers ${status} with a message`, async () => {
      harness.simulator.faults.set({ status });
      const answer = await harness.call('/inbox?a=list');
      assert.equal(answer.status, status);
      assert.equal(typeof answer.json().Message, 'string');
    });
  }

  it('answers 429 and 503 with Retry-After', async () => {
    harness.simulator.faults.set(
      { status: 429, retryAfterSeconds: 7, times: 1 },
      { status: 503, retryAfterSeconds: 9 },
    );
    for (const [status, seconds] of [
      [429, '7'],
      [503, '9'],
    ] as const) {
      const answer = await harness.call('/inbox?a=list');
      assert.equal(answer.status, status);
      assert.equal(answer.headers.get('retry-after'), seconds);
    }
  });

  it('answers 502 with a page of HTML', async () => {
    harness.simulator.faults.set({ status: 502 });
    const answer = await harness.call('/inbox?a=list');
    assert.equal(answer.status, 502);
    assert.match(answer.headers.get('content-type') ?? '', /html/);
    assert.match(answer.text, /^<html>/);
  });

  it('applies the fault to the named action as often as set, and to nothing else', async () => {
    harness.simulator.faults.set({ action: 'inbox.list', status: 502, times: 2 });
    assert.equal((await harness.call('/inbox?a=unread')).status, 200);
    assert.equal((await harness.call('/inbox?a=list')).status, 502);
    assert.equal((await harness.call('/inbox?a=list')).status, 502);
    assert.equal((await harness.call('/inbox?a=list')).status, 200);
    assert.deepEqual(harness.simulator.faults.list(), []);
  });

  it('lets list fail for good while the rest works', async () => {
    const jobId = harness.simulator.inject();
    harness.simulator.faults.set({ action: 'inbox.list', status: 500 });
    for (let round = 0; round < 3; round++) assert.equal((await harness.call('/inbox?a=list')).status, 500);
    assert.equal((await harness.call('/inbox?a=getnext&download=1')).json().JobId, jobId);
    harness.simulator.faults.clear();
    assert.equal((await harness.call('/inbox?a=list')).status, 200);
  });

  it('does nothing of what it refuses', async () => {
    const jobId = harness.simulator.inject();
    harness.simulator.faults.set({ status: 500, times: 1 });
    await harness.call(`/inbox?a=received&id=${jobId}`);
    assert.deepEqual(harness.simulator.marks(), []);
  });

  it('drops the connection before the request counts, or after it has counted', async () => {
    const jobId = harness.simulator.inject();
    harness.simulator.faults.set({ drop: 'before', times: 1 });
    await assert.rejects(harness.call(`/inbox?a=received&id=${jobId}`));
    assert.equal(harness.simulator.marks().length, 0);
    harness.simulator.faults.set({ drop: 'after', times: 1 });
    await assert.rejects(harness.call(`/inbox?a=received&id=${jobId}`));
    assert.equal(harness.simulator.marks().length, 1);
  });

  it('drops the connection half-way through a document', async () => {
    const jobId = harness.simulator.inject({ document: Buffer.alloc(500_000, 1) });
    harness.simulator.faults.set({ action: 'inbox.get', drop: 'mid-reply', times: 1 });
    const response = await fetch(`${harness.simulator.baseUrl}/inbox?a=get&id=${jobId}`, {
      headers: { authorization: 'Bearer example-key' },
    });
    assert.equal(response.status, 200);
    await assert.rejects(response.arrayBuffer());
    assert.equal((await harness.call(`/inbox?a=get&id=${jobId}`)).json().JobId, jobId);
  });

  it('answers late, having done at once what was asked', async () => {
    const jobId = harness.simulator.inject();
    harness.simulator.faults.set({ lateMs: 30_000, times: 1 });
    let answered = false;
    const answer = harness.call(`/inbox?a=received&id=${jobId}`).finally(() => (answered = true));
    await harness.clock.waiting();
    assert.equal(harness.simulator.marks().length, 1);
    await harness.clock.advance(29_999);
    await harness.unread();
    assert.equal(answered, false);
    await harness.clock.advance(1);
    assert.equal((await answer).status, 200);
  });

  it('answers an empty 200, truncated JSON and XML where JSON is due', async () => {
    harness.simulator.inject({ remoteId: 'Zürich' });
    const whole = await harness.call('/inbox?a=list');
    harness.simulator.faults.set(
      { body: 'empty', times: 1 },
      { body: 'truncated', times: 1 },
      { body: 'xml', times: 1 },
    );
    const empty = await harness.call('/inbox?a=list');
    assert.deepEqual([empty.status, empty.text], [200, '']);
    const truncated = await harness.call('/inbox?a=list');
    assert.equal(truncated.status, 200);
    assert.ok(whole.text.startsWith(truncated.text) && truncated.text.length > 10);
    assert.throws(() => truncated.json(), SyntaxError);
    const xml = await harness.call('/inbox?a=list');
    assert.equal(xml.status, 200);
    assert.match(xml.headers.get('content-type') ?? '', /xml/);
    assert.match(xml.text, /^<\?xml/);
  });

  it('truncates a large document too', async () => {
    const jobId = harness.simulator.inject({ document: Buffer.alloc(500_000, 1) });
    harness.simulator.faults.set({ body: 'truncated', times: 1 });
    const answer = await harness.call(`/inbox?a=get&id=${jobId}`);
    assert.ok(answer.text.length > 300_000 && answer.text.length < 400_000);
    assert.throws(() => answer.json(), SyntaxError);
  });

  describe('in what is said of a fax', () => {
    const said = async (action: 'list' | 'get' | 'getnext', jobId: string): Promise<Json> => {
      const { text } = await harness.call(`/inbox?a=${action}&id=${jobId}&download=1`);
      return (JSON.parse(text) as Json[])[0] ?? (JSON.parse(text) as Json);
    };

    for (const action of ['list', 'get', 'getnext'] as const) {
      it(`${action} gives a wrong length, a wrong hash, no JobId, an unheard-of result`, async () => {
        const document = Buffer.from('II*\0 a document');
        const params = (fax: Json): Json => fax.DocumentParams as Json;
        const md5 = createHash('md5').update(document).digest('hex');
        // getnext locks what it gives.
        const inject = (): string => harness.simulator.inject({ document });

        harness.simulator.faults.set({ item: 'wrong-length', times: 1 });
        const wrongLength = await said(action, inject());
        assert.notEqual(params(wrongLength).Length, document.length);
        assert.equal(params(wrongLength).Hash, md5);

        harness.simulator.faults.set({ item: 'wrong-hash', times: 1 });
        const wrongHash = await said(action, inject());
        assert.equal(params(wrongHash).Length, document.length);
        assert.match(String(params(wrongHash).Hash), /^[\da-f]{32}$/);
        assert.notEqual(params(wrongHash).Hash, md5);

        harness.simulator.faults.set({ item: 'missing-job-id', times: 1 });
        assert.ok(!('JobId' in (await said(action, inject()))));

        harness.simulator.faults.set({ item: 'unknown-result', times: 1 });
        assert.equal((await said(action, inject())).FaxResult, 999);

        const sound = await said(action, inject());
        assert.equal(sound.FaxResult, 0);
        assert.equal(params(sound).Hash, md5);
      });
    }
  });
});

import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { sampleFax } from '../../../src/documents/sample/sample-fax';
import type { WireBehaviour } from '../../../src/simulator/etherfax/wire-behaviour';
import { Harness, type Json } from './harness';

const NO_FAX = 'ffffffff-0000-4000-8000-000000000000';
const LOCK_MS = 5 * 60_000;

describe('the simulated inbox', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await Harness.start()));
  afterEach(() => harness.close());

  const get = async (jobId: string): Promise<Json> => (await harness.call(`/inbox?a=get&id=${jobId}`)).json();
  const getNext = (download = 0): Promise<{ status: number; text: string; json: () => Json }> =>
    harness.call(`/inbox?a=getnext&download=${download}`);
  const image = (fax: Json): Buffer => Buffer.from(String(fax.FaxImage), 'base64');

  it('counts and lists unread faxes, oldest first and without their documents', async () => {
    const first = harness.simulator.inject({ to: '+15550100001', from: '+15550100042', remoteId: 'ACME', pages: 3 });
    const second = harness.simulator.inject();
    assert.equal(await harness.unread(), 2);
    const list = await harness.list();
    assert.deepEqual(
      list.map(({ JobId }) => JobId),
      [first, second],
    );
    const [fax] = list;
    assert.ok(fax);
    assert.equal(fax.FaxImage, null);
    assert.equal(fax.CalledNumber, '+15550100001');
    assert.equal(fax.CallingNumber, '+15550100042');
    assert.equal(fax.RemoteId, 'ACME');
    assert.equal(fax.PagesReceived, 3);
    assert.equal(fax.FaxResult, 0);
  });

  it('gives a fax with its document, byte for byte, and what it says of it', async () => {
    const document = Buffer.concat([sampleFax({ pages: 2 }), Buffer.from([0xfb, 0xff, 0xfe])]);
    const fax = await get(harness.simulator.inject({ document }));
    assert.deepEqual(image(fax), document);
    const params = fax.DocumentParams as Json;
    assert.equal(params.Length, document.length);
    assert.equal(params.Hash, createHash('md5').update(document).digest('hex'));
    assert.equal(params.Type, 'image/tiff');
    assert.match(String(params.Name), /\.tif$/);
  });

  it('draws a readable sample where no document is given', async () => {
    assert.deepEqual(image(await get(harness.simulator.inject({ pages: 3 }))), sampleFax({ pages: 3 }));
  });

  it('lets half of a damaged fax arrive', async () => {
    const fax = await get(harness.simulator.inject({ pages: 2, damaged: true }));
    const whole = sampleFax({ pages: 2 });
    assert.deepEqual(image(fax), whole.subarray(0, Math.ceil(whole.length / 2)));
  });

  for (const type of ['image/tiff', 'image/tif', 'application/pdf', 'application/x-senx']) {
    it(`labels a document as ${type}`, async () => {
      const fax = await get(harness.simulator.inject({ type }));
      assert.equal((fax.DocumentParams as Json).Type, type);
      const start = image(fax).toString('latin1', 0, 4);
      assert.equal(start, { 'application/pdf': '%PDF', 'application/x-senx': 'opaq' }[type] ?? 'II*\0');
    });
  }

  it('streams a large document exactly, with and without escaped slashes', async () => {
    const document = Buffer.alloc(3_000_001, Buffer.from([0xff, 0x3f, 0x01]));
    const jobId = harness.simulator.inject({ document, type: 'image/tiff' });
    const plain = await harness.call(`/inbox?a=get&id=${jobId}`);
    harness.simulator.behave({ escapeSlashes: true });
    const escaped = await harness.call(`/inbox?a=get&id=${jobId}`);
    assert.ok(!plain.text.includes('\\/'));
    assert.ok(escaped.text.includes('\\/'));
    for (const answer of [plain, escaped]) {
      assert.equal(Number(answer.headers.get('content-length')), answer.text.length);
      assert.deepEqual(image(answer.json()), document);
    }
  });

  it('goes on giving a fax that was marked received, but lists it no more', async () => {
    const jobId = harness.simulator.inject();
    await harness.call(`/inbox?a=received&id=${jobId}`);
    assert.deepEqual(await harness.list(), []);
    assert.equal((await get(jobId)).JobId, jobId);
  });

  describe('marking received', () => {
    it('may be repeated', async () => {
      const jobId = harness.simulator.inject();
      for (const repeated of [false, true]) {
        assert.equal((await harness.call(`/inbox?a=received&id=${jobId.toUpperCase()}`)).status, 200);
        assert.equal(harness.simulator.marks().at(-1)?.repeated, repeated);
      }
      assert.deepEqual(harness.simulator.marks(), [
        { jobId, at: harness.clock.now(), repeated: false },
        { jobId, at: harness.clock.now(), repeated: true },
      ]);
      assert.deepEqual(
        harness.simulator.received().map((fax) => fax.jobId),
        [jobId],
      );
      assert.deepEqual(harness.simulator.unread(), []);
    });

    it('can be forgotten by the service, so that the same fax is offered twice', async () => {
      const jobId = harness.simulator.inject();
      await harness.call(`/inbox?a=received&id=${jobId}`);
      harness.simulator.unmark(jobId);
      assert.equal(await harness.unread(), 1);
    });
  });

  for (const action of ['get', 'received']) {
    it(`answers ${action} of an unknown id with 404 or with result 103`, async () => {
      const answer = await harness.call(`/inbox?a=${action}&id=${NO_FAX}`);
      assert.equal(answer.status, 404);
      harness.simulator.behave({ unknownJob: 'item-not-found' });
      const inBand = await harness.call(`/inbox?a=${action}&id=${NO_FAX}`);
      assert.equal(inBand.status, 200);
      assert.equal(inBand.json().FaxResult, 103);
    });

    it(`refuses ${action} of what is no GUID with 400`, async () => {
      for (const id of ['', '1', '../etc', `${NO_FAX}0`]) {
        assert.equal((await harness.call(`/inbox?a=${action}&id=${encodeURIComponent(id)}`)).status, 400);
      }
    });
  }

  describe('getnext', () => {
    it('gives the oldest, with its document only on request', async () => {
      const first = harness.simulator.inject();
      harness.simulator.inject();
      const fax = (await getNext(0)).json();
      assert.equal(fax.JobId, first);
      assert.equal(fax.FaxImage, null);
      assert.notEqual((await getNext(1)).json().FaxImage, null);
    });

    it('locks what it gives for five minutes', async () => {
      const jobId = harness.simulator.inject();
      await getNext();
      assert.equal(await harness.unread(), 0);
      assert.deepEqual(await harness.list(), []);
      await harness.clock.advance(LOCK_MS - 1);
      assert.equal(await harness.unread(), 0);
      await harness.clock.advance(1);
      assert.equal(await harness.unread(), 1);
      assert.equal((await getNext()).json().JobId, jobId);
    });

    it('does not bring back a fax that was marked while locked', async () => {
      const jobId = harness.simulator.inject();
      await getNext();
      await harness.call(`/inbox?a=received&id=${jobId}`);
      await harness.clock.advance(LOCK_MS);
      assert.equal(await harness.unread(), 0);
    });

    it('gives each fax to one of two competing consumers', async () => {
      const injected = [harness.simulator.inject(), harness.simulator.inject()];
      const taken = await Promise.all([getNext(1), getNext(1)]);
      assert.deepEqual(new Set(taken.map((answer) => answer.json().JobId)), new Set(injected));
      assert.equal((await getNext()).status, 204);
    });

    const none: [WireBehaviour['none'], number, string | RegExp][] = [
      ['204', 204, ''],
      ['empty', 200, ''],
      ['null', 200, 'null'],
      ['404', 404, /^\{"Message":/],
      ['no-job-id', 200, /^\{"Message":/],
      ['item-not-found', 200, '{"FaxResult":103}'],
    ];
    for (const [form, status, body] of none) {
      it(`can say "nothing unread" as ${form}`, async () => {
        harness.simulator.behave({ none: form });
        const answer = await getNext();
        assert.equal(answer.status, status);
        if (body instanceof RegExp) assert.match(answer.text, body);
        else assert.equal(answer.text, body);
      });
    }
  });

  describe('waiting for a fax', () => {
    it('holds the request until one arrives', async () => {
      const answer = harness.call('/inbox?a=unread&wait=120');
      await harness.clock.waiting();
      harness.simulator.inject({ deliver: 'poll-only' });
      assert.equal((await answer).json().UnreadFaxes, 1);
      assert.equal(harness.clock.timers, 0);
    });

    it('answers 0 after the asked seconds, and not before', async () => {
      let answered = false;
      const answer = harness.call('/inbox?a=unread&wait=90').finally(() => (answered = true));
      await harness.clock.waiting();
      await harness.clock.advance(89_999);
      assert.equal(await harness.unread(), 0);
      assert.equal(answered, false);
      await harness.clock.advance(1);
      assert.equal((await answer).json().UnreadFaxes, 0);
    });

    it('holds no request longer than 120 s', async () => {
      const answer = harness.call('/inbox?a=unread&wait=3600');
      await harness.clock.waiting();
      await harness.clock.advance(120_000);
      assert.equal((await answer).status, 200);
    });

    it('answers at once where a fax is unread', async () => {
      harness.simulator.inject();
      assert.equal((await harness.call('/inbox?a=unread&wait=120')).json().UnreadFaxes, 1);
    });

    it('ends with a client that goes away', async () => {
      const client = new AbortController();
      const answer = harness.call('/inbox?a=unread&wait=120', { signal: client.signal });
      await harness.clock.waiting();
      client.abort();
      await assert.rejects(answer);
      while (harness.clock.timers > 0) await new Promise(setImmediate);
    });

    it('is ignored by a service that does not know it', async () => {
      harness.simulator.behave({ wait: 'ignored' });
      assert.equal((await harness.call('/inbox?a=unread&wait=120')).json().UnreadFaxes, 0);
      assert.equal(harness.clock.timers, 0);
    });

    it('can be cut half-way', async () => {
      harness.simulator.behave({ wait: 'cut' });
      const answer = harness.call('/inbox?a=unread&wait=120');
      answer.catch(() => undefined);
      await harness.clock.waiting();
      await harness.clock.advance(60_000);
      await assert.rejects(answer);
    });
  });

  describe('the ways to write a value', () => {
    const listed = async (behaviour: Partial<WireBehaviour>): Promise<Json> => {
      harness.simulator.behave(behaviour);
      const [fax] = await harness.list();
      assert.ok(fax);
      return fax;
    };

    it('writes results as number, numeric string and name', async () => {
      harness.simulator.inject();
      assert.equal((await listed({ results: 'number' })).FaxResult, 0);
      assert.equal((await listed({ results: 'numeric-string' })).FaxResult, '0');
      assert.equal((await listed({ results: 'name' })).FaxResult, 'Success');
    });

    it('writes dates in UTC: with a fraction, without, and with Z', async () => {
      await harness.clock.advance(520);
      harness.simulator.inject();
      assert.equal((await listed({ dates: 'fraction' })).ReceivedOn, '2026-11-20T12:00:00.52');
      assert.equal((await listed({ dates: 'plain' })).ReceivedOn, '2026-11-20T12:00:00');
      assert.equal((await listed({ dates: 'zulu' })).ReceivedOn, '2026-11-20T12:00:00.520Z');
    });

    it('writes hashes as hex and as base64', async () => {
      harness.simulator.inject();
      const hex = (await listed({ hashes: 'hex' })).DocumentParams as Json;
      const base64 = (await listed({ hashes: 'base64' })).DocumentParams as Json;
      assert.match(String(hex.Hash), /^[\da-f]{32}$/);
      assert.equal(Buffer.from(String(base64.Hash), 'base64').toString('hex'), hex.Hash);
    });

    it('adds a form analysis for accounts that have it', async () => {
      harness.simulator.inject();
      assert.ok(!('AnalyzeFormResult' in (await listed({ analyzeForm: false }))));
      assert.ok('AnalyzeFormResult' in (await listed({ analyzeForm: true })));
    });
  });
});

import assert from 'node:assert/strict';
import { connect } from 'node:net';
import { Harness, type Json } from './harness';
import { dataOf, PushClient } from './push-client';

describe('the simulated push socket', () => {
  let harness: Harness;
  beforeEach(async () => (harness = await Harness.start()));
  afterEach(() => harness.close());

  const seqs = (events: Json[]): unknown[] => events.map(({ seq }) => seq);
  const ids = (events: Json[]): unknown[] => events.map((event) => dataOf(event).JobId);
  const acked = (): Promise<unknown> => harness.next(({ type }) => type === 'push.acked');

  it('greets, and sends nothing before the client has said hello', async () => {
    const client = await PushClient.connect(harness.simulator);
    await client.until(() => client.frames.length > 0);
    assert.deepEqual(client.parsed(), [{ type: 'hello', protocol: 1 }]);
    const jobId = harness.simulator.inject();
    await client.flushed();
    assert.equal(client.frames.length, 1);
    client.say({ type: 'hello', protocol: 1, maxBytes: 1_000_000 });
    assert.deepEqual(ids(await client.events(1)), [jobId]);
  });

  it('closes on a client of another protocol', async () => {
    const client = await PushClient.connect(harness.simulator);
    client.say({ type: 'hello', protocol: 2, maxBytes: 1_000 });
    await client.until(() => client.closed !== undefined);
    assert.equal(client.closed, 1002);
  });

  it('refuses a wrong or missing token with 401', async () => {
    const { pushUrl } = harness.simulator;
    await assert.rejects(PushClient.connect({ pushUrl, pushToken: 'other' }), /refused 401/);
    await assert.rejects(PushClient.connect({ pushUrl, pushToken: '' }), /refused 401/);
    assert.equal(harness.simulator.push.clients, 0);
  });

  it('is at its own path only', async () => {
    const { pushUrl, pushToken } = harness.simulator;
    await assert.rejects(PushClient.connect({ pushUrl: `${pushUrl}/other`, pushToken }), /refused 404/);
  });

  it('pushes a fax with the same fields that get gives', async () => {
    const client = await PushClient.live(harness.simulator);
    const jobId = harness.simulator.inject({ remoteId: 'ACME "quoted"', document: Buffer.alloc(200_000, 'II*\0') });
    const [event] = await client.events(1);
    assert.equal(event?.event, 'FaxReceive');
    assert.deepEqual(dataOf(event), (await harness.call(`/inbox?a=get&id=${jobId}`)).json());
  });

  it('leaves out the document above maxBytes, and only there', async () => {
    const document = Buffer.alloc(3_000, 'II*\0');
    const size = async (): Promise<number> => {
      const client = await PushClient.live(harness.simulator);
      await client.events(1);
      return client.frames.at(-1)?.text.length ?? 0;
    };
    harness.simulator.inject({ document });
    const whole = await size();
    for (const [maxBytes, hasImage] of [
      [whole, true],
      [whole - 1, false],
    ] as const) {
      const client = await PushClient.live(harness.simulator, maxBytes);
      const [event] = await client.events(1);
      assert.equal('FaxImage' in dataOf(event), hasImage);
      assert.equal((dataOf(event).DocumentParams as Json).Length, 3_000);
    }
  });

  describe('delivery', () => {
    it('push-without-image: the document has to be fetched', async () => {
      const client = await PushClient.live(harness.simulator);
      harness.simulator.inject({ deliver: 'push-without-image' });
      const [event] = await client.events(1);
      assert.ok(!('FaxImage' in dataOf(event)));
    });

    it('poll-only: a missed event that only reconciliation finds', async () => {
      const client = await PushClient.live(harness.simulator);
      harness.simulator.inject({ deliver: 'poll-only' });
      await client.flushed();
      assert.deepEqual(await client.events(0), []);
      assert.equal(await harness.unread(), 1);
    });

    it('push-twice: two events of one fax', async () => {
      const client = await PushClient.live(harness.simulator);
      const jobId = harness.simulator.inject({ deliver: 'push-twice' });
      const events = await client.events(2);
      assert.deepEqual(ids(events), [jobId, jobId]);
      assert.deepEqual(seqs(events), [1, 2]);
    });

    it('reordered: after the next one', async () => {
      const client = await PushClient.live(harness.simulator);
      const first = harness.simulator.inject({ deliver: 'reordered' });
      await client.flushed();
      assert.deepEqual(await client.events(0), []);
      const second = harness.simulator.inject();
      assert.deepEqual(ids(await client.events(2)), [second, first]);
    });

    it('follows the default of the simulator where a fax does not say', async () => {
      const polled = await Harness.start({ deliver: 'poll-only' });
      const client = await PushClient.live(polled.simulator);
      polled.simulator.inject();
      await client.flushed();
      assert.deepEqual(await client.events(0), []);
      await polled.close();
    });
  });

  describe('acks', () => {
    it('keep an event from being repeated; what is not acked is, in order', async () => {
      const client = await PushClient.live(harness.simulator);
      const jobs = [harness.simulator.inject(), harness.simulator.inject(), harness.simulator.inject()];
      const [, second] = await client.events(3);
      const done = acked();
      client.ack(second?.seq);
      await done;
      await client.leave();
      const again = await PushClient.live(harness.simulator);
      const events = await again.events(2);
      await again.flushed();
      assert.deepEqual(ids(events), [jobs[0], jobs[2]]);
      assert.deepEqual(seqs(events), [1, 3]);
      assert.equal((await again.events(2)).length, 2);
    });

    it('wait for the client: events from before its first connection come too', async () => {
      const jobId = harness.simulator.inject();
      const client = await PushClient.live(harness.simulator);
      assert.deepEqual(ids(await client.events(1)), [jobId]);
      assert.deepEqual(harness.simulator.push.unackedSeqs, [1]);
    });

    it('of unknown events, and invalid frames, do no harm', async () => {
      const client = await PushClient.live(harness.simulator);
      harness.simulator.inject();
      await client.events(1);
      for (const frame of ['', 'x', 'null', '[]', '7', '{}', '{"type":"ack","seq":99}', '{"type":"ack"}']) {
        client.say(frame);
      }
      await client.flushed();
      assert.equal(client.closed, undefined);
      assert.deepEqual(harness.simulator.push.unackedSeqs, [1]);
    });

    it('are not needed any more once the fax is marked received', async () => {
      const jobId = harness.simulator.inject();
      await harness.call(`/inbox?a=received&id=${jobId}`);
      const client = await PushClient.live(harness.simulator);
      await client.flushed();
      assert.deepEqual(await client.events(0), []);
    });

    it('of one client count for all, and every client gets every event', async () => {
      const clients = [await PushClient.live(harness.simulator), await PushClient.live(harness.simulator)] as const;
      harness.simulator.inject();
      for (const client of clients) assert.equal((await client.events(1)).length, 1);
      const done = acked();
      clients[0].ack(1);
      await done;
      assert.deepEqual(harness.simulator.push.unackedSeqs, []);
    });
  });

  it('pushes events of any name with any data', async () => {
    const client = await PushClient.live(harness.simulator);
    harness.simulator.pushEvent('Surprise', { a: [1] });
    const [event] = await client.events(1);
    assert.deepEqual(event, { type: 'event', seq: 1, event: 'Surprise', data: { a: [1] } });
  });

  it('sends raw frames as they are, as text or binary', async () => {
    const client = await PushClient.live(harness.simulator);
    harness.simulator.push.sendRaw('{"type":');
    harness.simulator.push.sendRaw('');
    harness.simulator.push.sendRaw(Buffer.from([1, 2]));
    await client.until(() => client.frames.length >= 4);
    assert.deepEqual(client.frames.slice(1), [
      { text: '{"type":', binary: false },
      { text: '', binary: false },
      { text: '\u0001\u0002', binary: true },
    ]);
  });

  describe('the end of a connection', () => {
    it('is announced with bye, and comes some time later for those still there', async () => {
      const client = await PushClient.live(harness.simulator);
      harness.simulator.push.bye(5);
      await client.until(() => client.frames.length >= 2);
      assert.deepEqual(client.parsed().at(-1), { type: 'bye', reconnectSeconds: 5 });
      await client.flushed();
      assert.equal(client.closed, undefined);
      const next = await PushClient.live(harness.simulator);
      await harness.clock.advance(10_000);
      await client.until(() => client.closed !== undefined);
      assert.equal(client.closed, 1001);
      await next.flushed();
      assert.equal(next.closed, undefined);
    });

    it('can be abrupt', async () => {
      const client = await PushClient.live(harness.simulator);
      harness.simulator.push.cut();
      await client.until(() => client.closed !== undefined);
      assert.equal(client.closed, 1006);
    });

    it('can be told as a refusal of the credentials', async () => {
      const client = await PushClient.live(harness.simulator);
      harness.simulator.push.fail('auth');
      await client.until(() => client.closed !== undefined);
      assert.deepEqual(client.parsed().at(-1), { type: 'error', code: 'auth' });
      assert.equal(client.closed, 1008);
    });
  });

  describe('faults', () => {
    for (const handshake of [401, 403, 429, 503] as const) {
      it(`refuses the handshake with ${handshake}`, async () => {
        harness.simulator.faults.set({ handshake, retryAfterSeconds: 3, times: 1 });
        await assert.rejects(PushClient.connect(harness.simulator), new RegExp(`refused ${handshake} after 3`));
        await PushClient.live(harness.simulator);
      });
    }

    it('half-open: neither events nor pongs, also on a connection that was live', async () => {
      const client = await PushClient.live(harness.simulator);
      harness.simulator.faults.set({ connection: 'half-open', times: 1 });
      client.socket.ping();
      harness.simulator.inject();
      harness.simulator.push.sendRaw('{}');
      assert.equal(harness.simulator.push.clients, 0);
      const other = await PushClient.live(harness.simulator);
      await other.events(1);
      await other.flushed();
      assert.equal(client.frames.length, 1);
      assert.equal(client.pongs, 0);
      assert.equal(client.closed, undefined);
    });

    it('half-open from the start: no hello either', async () => {
      harness.simulator.faults.set({ connection: 'half-open', times: 1 });
      const client = await PushClient.connect(harness.simulator);
      client.say({ type: 'hello', protocol: 1, maxBytes: 1_000 });
      client.socket.ping();
      await PushClient.live(harness.simulator);
      assert.deepEqual([client.frames.length, client.pongs], [0, 0]);
    });

    it('no-hello: the server stays silent but alive', async () => {
      harness.simulator.faults.set({ connection: 'no-hello', times: 1 });
      const client = await PushClient.connect(harness.simulator);
      await client.flushed();
      assert.equal(client.frames.length, 0);
    });

    it('no-upgrade: the handshake is never answered', async () => {
      harness.simulator.faults.set({ connection: 'no-upgrade', times: 1 });
      const shaken = harness.next(({ type }) => type === 'push.handshake');
      const { hostname, port } = new URL(harness.simulator.pushUrl);
      const socket = connect(Number(port), hostname);
      const received: Buffer[] = [];
      socket.on('data', (data: Buffer) => received.push(data)).on('error', () => undefined);
      socket.write(
        'GET /push HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\n' +
          'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nAuthorization: Bearer example-push-token\r\n\r\n',
      );
      await shaken;
      await PushClient.live(harness.simulator);
      assert.deepEqual(received, []);
      socket.destroy();
    });

    it('oversize: a frame larger than the client allows', async () => {
      const client = await PushClient.live(harness.simulator, 5_000);
      harness.simulator.faults.set({ frame: 'oversize', times: 1 });
      harness.simulator.inject({ document: Buffer.from('II*\0') });
      harness.simulator.inject({ document: Buffer.from('II*\0') });
      const events = await client.events(2);
      assert.equal(events.length, 2);
      const sizes = client.frames.slice(1).map(({ text }) => text.length);
      assert.equal(sizes[0], 5_001);
      assert.ok((sizes[1] ?? Infinity) < 5_000);
    });

    it('malformed: cut JSON now, and the sound event after a reconnect', async () => {
      const client = await PushClient.live(harness.simulator);
      harness.simulator.faults.set({ frame: 'malformed', times: 1 });
      const jobId = harness.simulator.inject();
      await client.until(() => client.frames.length >= 2);
      assert.throws(() => JSON.parse(client.frames[1]?.text ?? ''), SyntaxError);
      await client.leave();
      const again = await PushClient.live(harness.simulator);
      assert.deepEqual(ids(await again.events(1)), [jobId]);
    });

    it('no-seq: an event that cannot be acked', async () => {
      const client = await PushClient.live(harness.simulator);
      harness.simulator.faults.set({ frame: 'no-seq', times: 1 });
      harness.simulator.inject();
      const [event] = await client.events(1);
      assert.ok(event && !('seq' in event));
    });

    it('says wrong things of a fax', async () => {
      const document = Buffer.from('II*\0 a document');
      const client = await PushClient.live(harness.simulator);
      for (const item of ['wrong-length', 'wrong-hash', 'missing-job-id', 'unknown-result'] as const) {
        harness.simulator.faults.set({ action: 'push', item, times: 1 });
        harness.simulator.inject({ document });
      }
      harness.simulator.inject({ document });
      // Faults are taken up when a frame is written.
      const [length, hash, id, result, sound] = (await client.events(5)).map(dataOf);
      const params = (fax: Json | undefined): Json => (fax?.DocumentParams ?? {}) as Json;
      assert.notEqual(params(length).Length, document.length);
      assert.notEqual(params(hash).Hash, params(sound).Hash);
      assert.ok(id && !('JobId' in id));
      assert.equal(result?.FaxResult, 999);
      assert.equal(params(sound).Length, document.length);
      assert.equal((await harness.list())[0]?.FaxResult, 0);
    });
  });
});

import assert from 'node:assert/strict';
import type { Socket } from 'node:net';
import { settle, until } from '../until';
import { PushServer } from './push-server';
import { frame, RawServer, speak, text } from './raw-server';
import { Rig } from './rig';

describe('one push socket', () => {
  const ending: (() => Promise<void>)[] = [];
  const ends = <T extends { close(): Promise<void> }>(server: T): T => {
    ending.unshift(() => server.close());
    return server;
  };
  const start = (options: ConstructorParameters<typeof Rig>[0]): Rig => {
    const rig = new Rig(options);
    ending.unshift(() => rig.stop());
    rig.push.start();
    return rig;
  };
  /** A rig on a raw server that says hello and then writes what the test says. */
  const speaking = async (then: (socket: Socket) => void, options: object = {}): Promise<[Rig, RawServer]> => {
    const server = ends(await RawServer.listen(speak(then)));
    return [start({ url: `ws://127.0.0.1:${server.port}`, ...options }), server];
  };
  afterEach(async () => {
    for (const end of ending.splice(0)) await end();
  });

  const event = (seq: number, data: unknown = {}): object => ({ type: 'event', seq, event: 'FaxReceive', data });

  describe('the greeting', () => {
    it('is live only when the server has said hello', async () => {
      const server = ends(await PushServer.listen({ hello: false }));
      const rig = start({ url: server.url });
      await rig.reached('authenticating');
      await until(() => server.last.frames.length === 1, 'our hello has arrived');
      assert.equal(rig.lives, 0);
      server.send({ type: 'hello', protocol: 1 });
      await rig.reached('live');
      assert.equal(rig.lives, 1);
      assert.deepEqual(
        rig.states.map((state) => state.name),
        ['connecting', 'authenticating', 'live'],
      );
    });

    for (const [scale, ms] of [
      [1, 10_000],
      [200, 5_000],
    ] as const) {
      it(`gives up after ${ms / 1_000} s without the server’s hello, and not before, with time scale ${scale}`, async () => {
        const server = ends(await PushServer.listen({ hello: false }));
        const rig = start({ url: server.url, scale });
        await rig.reached('authenticating');
        rig.clock.advance(ms - 1);
        await settle();
        assert.equal(rig.state.name, 'authenticating');
        rig.clock.advance(1);
        assert.deepEqual(await rig.failed(), { name: 'backing-off', reason: 'timeout', waitMs: 500 / scale });
        await until(() => server.open === 0, 'the socket is gone');
      });
    }

    for (const protocol of [2, '1', undefined]) {
      it(`leaves a server alone for long that speaks protocol ${JSON.stringify(protocol)}`, async () => {
        const server = ends(await PushServer.listen({ hello: false }));
        const rig = start({ url: server.url });
        await rig.reached('authenticating');
        server.send({ type: 'hello', protocol });
        assert.deepEqual(await rig.failed(), { name: 'backing-off', reason: 'protocol', waitMs: 600_000 });
        assert.equal(rig.lives, 0);
      });
    }

    it('ignores a second hello', async () => {
      const server = ends(await PushServer.listen());
      const rig = start({ url: server.url });
      await rig.reached('live');
      server.send({ type: 'hello', protocol: 2 });
      server.event(1);
      await server.acked(1);
      assert.equal(rig.lives, 1);
    });

    for (const when of ['before', 'after'] as const) {
      it(`stops at an auth error ${when} the hello: one confirming try, then seldom`, async () => {
        const server = ends(await PushServer.listen({ hello: when === 'after' }));
        const rig = start({ url: server.url });
        await rig.reached(when === 'after' ? 'live' : 'authenticating');
        server.send({ type: 'error', code: 'auth' });
        assert.deepEqual(await rig.failed(), { name: 'auth-failed', reason: 'auth', waitMs: 30_000 });
        rig.retry();
        await rig.reached(when === 'after' ? 'live' : 'authenticating');
        server.send({ type: 'error', code: 'auth' });
        assert.equal((await rig.failed()).waitMs, 1_800_000);
      });
    }

    it('stays with an error it does not know, and counts it', async () => {
      const server = ends(await PushServer.listen());
      const rig = start({ url: server.url });
      await rig.reached('live');
      server.send({ type: 'error', code: 'busy' });
      server.event(1);
      await server.acked(1);
      assert.equal(rig.push.unintelligible, 1);
    });
  });

  describe('events', () => {
    it('are handed over as they came', async () => {
      const server = ends(await PushServer.listen());
      const rig = start({ url: server.url });
      await rig.reached('live');
      const data = { JobId: '7', FaxResult: 999, constructor: { prototype: 1 } };
      server.send({ type: 'event', seq: 5, event: 'FaxStatus', data });
      await server.acked(5);
      assert.deepEqual(rig.events, [{ event: 'FaxStatus', data }]);
    });

    it('come whole when sliced into single bytes', async () => {
      const [rig, server] = await speaking((socket) => {
        socket.setNoDelay();
        const bytes = text(event(3, { text: 'äöü€😀' }));
        void (async () => {
          for (const byte of bytes) {
            socket.write(Buffer.from([byte]));
            await settle();
          }
        })();
      });
      await until(() => rig.events.length === 1, 'the event has arrived');
      assert.deepEqual(rig.events[0]?.data, { text: 'äöü€😀' });
      assert.equal(server.connections, 1);
    });

    it('come whole in fragments, with a ping in between', async () => {
      const bytes = Buffer.from(JSON.stringify(event(3)));
      const [rig] = await speaking((socket) =>
        socket.write(
          Buffer.concat([frame(0x01, bytes.subarray(0, 9)), frame(0x89, 'x'), frame(0x80, bytes.subarray(9))]),
        ),
      );
      await until(() => rig.events.length === 1, 'the event has arrived');
    });

    it('come in order when a hundred are in one segment', async () => {
      const numbers = Array.from({ length: 100 }, (_, seq) => seq);
      const [rig] = await speaking((socket) =>
        socket.write(Buffer.concat(numbers.map((seq) => text(event(seq, { seq }))))),
      );
      await until(() => rig.events.length === 100, 'all have arrived');
      assert.deepEqual(
        rig.events.map(({ data }) => data),
        numbers.map((seq) => ({ seq })),
      );
    });

    it('are acked each time they come, also a thousand times, and after a reconnect', async () => {
      const server = ends(await PushServer.listen());
      const rig = start({ url: server.url });
      await rig.reached('live');
      for (let i = 0; i < 1_000; i += 1) server.event(1);
      await until(() => server.acks().length === 1_000, 'all are acked');
      server.last.socket.terminate();
      await rig.failed();
      rig.retry();
      await rig.reached('live');
      for (let i = 0; i < 500; i += 1) server.event(1);
      await until(() => server.acks().length === 500, 'all are acked again');
    });
  });

  describe('what is none of our frames', () => {
    it('is counted and kept, and the connection stays', async () => {
      const server = ends(await PushServer.listen());
      const rig = start({ url: server.url });
      await rig.reached('live');
      server.last.socket.send(Buffer.from([1, 2, 3]));
      for (const body of ['', 'null', '[]', '7', '{}', '{"type":"event"', 'canary']) server.last.socket.send(body);
      server.event(1);
      await server.acked(1);
      assert.equal(rig.push.unintelligible, 8);
      assert.deepEqual(rig.kept, [
        { reason: 'binary', body: '\x01\x02\x03' },
        { reason: 'no-frame', body: 'null' },
        { reason: 'no-frame', body: '[]' },
        { reason: 'no-frame', body: '7' },
        { reason: 'no-frame', body: '{}' },
        { reason: 'not-json', body: '{"type":"event"' },
        { reason: 'not-json', body: 'canary' },
      ]);
      assert.equal(server.links.length, 1);
    });

    it('is not acked: an event without a number, a frame of an unknown type', async () => {
      const server = ends(await PushServer.listen());
      const rig = start({ url: server.url });
      await rig.reached('live');
      server.send({ type: 'event', event: 'FaxReceive', data: { a: 1 } });
      server.send({ type: 'news', seq: 8, data: { a: 1 } });
      server.send({ type: 'news', seq: 9 });
      server.event(1);
      await server.acked(1);
      assert.deepEqual(server.acks(), [1]);
      assert.equal(rig.events.length, 1);
      assert.equal(rig.push.unintelligible, 3);
      assert.deepEqual(
        rig.kept.map(({ reason }) => reason),
        ['no-seq', 'unknown-type'],
      );
    });

    it('does not end the connection when it cannot be kept', async () => {
      const server = ends(await PushServer.listen());
      const onUnintelligible = (): Promise<void> => Promise.reject(new Error('text-canary'));
      const rig = start({ url: server.url, handlers: { onUnintelligible } });
      await rig.reached('live');
      for (let n = 0; n < 3; n += 1) server.last.socket.send('text-canary');
      server.event(1);
      await server.acked(1);
      assert.equal(rig.log.length, 1, 'once a minute, however many there are');
      assert.doesNotMatch(rig.log.join(), /text-canary/);
    });
  });

  describe('bytes that no WebSocket may send', () => {
    const fragmentedPing = Buffer.from([0x09, 0x01, 0x61]);
    for (const [what, bytes] of [
      ['invalid UTF-8', frame(0x81, Buffer.from([0xff, 0xfe]))],
      ['a masked frame', Buffer.from([0x81, 0x81, 1, 2, 3, 4, 5])],
      ['a reserved bit', frame(0xc1, 'x')],
      ['opcode 3', frame(0x83, 'x')],
      ['a ping of more than 125 bytes', Buffer.concat([Buffer.from([0x89, 126, 0, 126]), Buffer.alloc(126)])],
      ['a fragmented ping', fragmentedPing],
      ['a lone continuation', frame(0x80, 'x')],
      ['a close with code 1005', frame(0x88, Buffer.from([0x03, 0xed]))],
      ['a close with one byte', frame(0x88, Buffer.from([0x03]))],
    ] as const) {
      it(`end the connection and nothing else: ${what}`, async () => {
        const [rig, server] = await speaking((socket) => socket.write(bytes));
        assert.deepEqual(await rig.failed(), { name: 'backing-off', reason: 'bad-frame', waitMs: 500 });
        rig.retry();
        await until(() => server.connections === 2, 'it has been tried again');
        assert.equal(rig.events.length, 0);
      });
    }

    for (const [what, length] of [
      ['2^40', 2n ** 40n],
      ['2^63', 2n ** 63n],
    ] as const) {
      it(`are not waited for: a length of ${what}`, async () => {
        const header = Buffer.alloc(10);
        header[0] = 0x81;
        header[1] = 127;
        header.writeBigUInt64BE(length, 2);
        const [rig] = await speaking((socket) => socket.write(header));
        assert.deepEqual(await rig.failed(), { name: 'backing-off', reason: 'too-large', waitMs: 300_000 });
      });
    }
  });

  describe('an event that is too large', () => {
    it('closes the connection, and we come back after 5 minutes, not sooner', async () => {
      const server = ends(await PushServer.listen());
      const rig = start({ url: server.url, maxBytes: 1_000 });
      await rig.reached('live');
      server.event(1, 'x'.repeat(1_000));
      assert.deepEqual(await rig.failed(), { name: 'backing-off', reason: 'too-large', waitMs: 300_000 });
      rig.clock.advance(299_999);
      await settle();
      assert.equal(server.links.length, 1);
      rig.clock.advance(1);
      await rig.reached('live');
      assert.equal(rig.events.length, 0);
    });

    it('has the same effect when the server says so itself', async () => {
      const server = ends(await PushServer.listen());
      const rig = start({ url: server.url });
      await rig.reached('live');
      server.last.socket.close(1009);
      assert.equal((await rig.failed()).waitMs, 300_000);
    });

    it('may be exactly as large as we said', async () => {
      const bytes = Buffer.byteLength(JSON.stringify(event(1, '')));
      const server = ends(await PushServer.listen());
      const rig = start({ url: server.url, maxBytes: 1_000 });
      await rig.reached('live');
      server.event(1, 'x'.repeat(1_000 - bytes));
      await server.acked(1);
    });
  });

  describe('a link that dies', () => {
    it('is noticed when it falls silent, ended at once, and everything starts anew', async () => {
      const [rig, server] = await speaking(() => undefined);
      await rig.reached('live');
      rig.clock.advance(62_499);
      await settle();
      assert.equal(rig.state.name, 'live');
      rig.clock.advance(1);
      assert.equal((await rig.failed()).reason, 'idle');
      await until(() => server.sockets.length === 0, 'the socket is gone');
      rig.retry();
      await rig.reached('live');
      assert.equal(rig.lives, 2);
    });

    it('stays alive for hours on pongs alone, pinging often enough for any proxy', async () => {
      const server = ends(await PushServer.listen());
      const rig = start({ url: server.url });
      await rig.reached('live');
      let pings = 0;
      server.last.socket.on('ping', () => (pings += 1));
      for (let minute = 1; minute <= 60; minute += 1) {
        for (let half = 0; half < 2; half += 1) {
          const before = pings;
          rig.clock.advance(30_000);
          await until(() => pings > before, 'a ping has come');
          await settle();
        }
      }
      assert.equal(rig.state.name, 'live');
      assert.equal(rig.lives, 1);
    });

    for (const [how, die] of [
      ['a FIN without a close frame', (socket: Socket) => socket.end()],
      [
        'a reset inside a frame',
        (socket: Socket) => socket.write(text(event(1)).subarray(0, 9), () => socket.resetAndDestroy()),
      ],
    ] as const) {
      it(`reconnects and reconciles after ${how}`, async () => {
        let deaths = 0;
        const [rig] = await speaking((socket) => (deaths++ === 0 ? die(socket) : undefined));
        const { name, waitMs } = await rig.failed();
        assert.deepEqual({ name, waitMs }, { name: 'backing-off', waitMs: 500 });
        rig.retry();
        await rig.reached('live');
        assert.equal(rig.lives, 2);
        assert.equal(rig.events.length, 0);
      });
    }
  });
});

import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { ConfigError, StoreError } from '../../../src/domain/errors';
import { createAttemptBudget } from '../../../src/transports/push-socket/attempt-budget';
import type { AckResponse } from '../../../src/transports/push-socket/frame-codec';
import { transportContract } from '../../contract/transport';
import { settle, until } from '../until';
import { PushServer, refuseWith } from './push-server';
import { RawServer, speak } from './raw-server';
import { Rig } from './rig';

describe('push socket', () => {
  const ending: (() => Promise<void>)[] = [];
  const listen = async (options?: Parameters<typeof PushServer.listen>[0]): Promise<PushServer> => {
    const server = await PushServer.listen(options);
    ending.unshift(() => server.close());
    return server;
  };
  const start = (options: ConstructorParameters<typeof Rig>[0]): Rig => {
    const rig = new Rig(options);
    ending.unshift(() => rig.stop());
    rig.push.start();
    return rig;
  };
  const live = async (options: Partial<ConstructorParameters<typeof Rig>[0]> = {}): Promise<[Rig, PushServer]> => {
    const server = await listen();
    const rig = start({ url: server.url, ...options });
    await rig.reached('live');
    return [rig, server];
  };
  afterEach(async () => {
    for (const end of ending.splice(0)) await end();
  });

  transportContract('push socket', async () => {
    let mode: 'well' | 'failing' | 'refusing' | 'silent' = 'well';
    let attempts = 0;
    const server = await PushServer.listen({
      refuse: (request, socket) => {
        attempts += 1;
        if (mode === 'silent') return Boolean(socket.on('end', () => socket.end()).resume());
        if (mode === 'failing') return refuseWith(500)(request, socket);
        if (mode === 'refusing') return refuseWith(401)(request, socket);
        return false;
      },
    });
    const rig = new Rig({ url: server.url });
    return {
      transport: rig.push,
      clock: rig.clock,
      behave: (next) => (mode = next),
      attempts: () => attempts,
      open: () => server.open,
      told: () => rig.states.length + rig.lives + rig.events.length,
      working: () => rig.state.name === 'live',
      retryAt: () => ('retryAt' in rig.state ? rig.state.retryAt : undefined),
      close: () => server.close(),
    };
  });

  it('refuses a URL or token that cannot be used, at once and without repeating it', () => {
    for (const bad of [{ url: 'ws://push.example/canary' }, { url: 'wss://push.example', token: 'canary\r\nx' }]) {
      assert.throws(
        () => new Rig(bad),
        (error) => error instanceof ConfigError && !error.message.includes('canary'),
      );
    }
  });

  it('connects to a WebSocket over TLS or on loopback without a word in the log', async () => {
    const [rig] = await live();
    assert.deepEqual(rig.log, []);
  });

  describe('acks', () => {
    it('go out after the event is stored, not before, and in whatever order that happens', async () => {
      const stored = new Map<unknown, () => void>();
      const onEvent = ({ data }: { data: unknown }): Promise<undefined> =>
        new Promise((resolve) => stored.set(data, () => resolve(undefined)));
      const [, server] = await live({ handlers: { onEvent } });
      for (const seq of [1, 2, 3]) server.event(seq, seq);
      await until(() => stored.size === 3, 'all have been handed over');
      await settle();
      assert.deepEqual(server.acks(), []);
      stored.get(3)?.();
      await server.acked(3);
      stored.get(1)?.();
      await server.acked(1);
      assert.deepEqual(server.acks(), [3, 1]);
    });

    it('carry the answer to a webhook', async () => {
      const response: AckResponse = { status: 200, headers: { a: 'b' }, body: Buffer.from('ok') };
      const [, server] = await live({ handlers: { onEvent: () => Promise.resolve(response) } });
      server.event(1);
      await server.acked(1);
      assert.deepEqual(server.last.frames.at(-1)?.response, { status: 200, headers: { a: 'b' }, body: 'b2s=' });
    });

    it('on a socket that has died meanwhile do no harm', async () => {
      let store: (() => void) | undefined;
      const onEvent = (): Promise<undefined> => new Promise((resolve) => (store = () => resolve(undefined)));
      const [rig, server] = await live({ handlers: { onEvent } });
      server.event(1);
      await until(() => store !== undefined, 'the event has been handed over');
      server.last.socket.terminate();
      await rig.failed();
      store?.();
      await settle();
      rig.retry();
      await rig.reached('live');
      assert.deepEqual(server.acks(), []);
    });
  });

  describe('a store that is down', () => {
    for (const [how, fail] of [
      ['rejects', () => Promise.reject(new StoreError('canary'))],
      [
        'throws',
        () => {
          throw new Error('canary');
        },
      ],
    ] as const) {
      it(`leaves the event un-acked and reconnects, so that the server repeats it (it ${how})`, async () => {
        let down = true;
        const onEvent = (): Promise<undefined> => (down ? fail() : Promise.resolve(undefined));
        const [rig, server] = await live({ handlers: { onEvent } });
        server.event(1);
        assert.deepEqual(await rig.failed(), { name: 'backing-off', reason: 'store', waitMs: 500 });
        assert.deepEqual(server.acks(), []);
        down = false;
        rig.retry();
        await rig.reached('live');
        server.event(1);
        await server.acked(1);
      });
    }

    it('does not cost the other events their acks', async () => {
      const fate = new Map<unknown, (stored: boolean) => void>();
      const onEvent = ({ data }: { data: unknown }): Promise<undefined> =>
        new Promise((resolve, reject) =>
          fate.set(data, (stored) => (stored ? resolve(undefined) : reject(new StoreError('full')))),
        );
      const [rig, server] = await live({ handlers: { onEvent } });
      server.event(1, 1);
      server.event(2, 2);
      await until(() => fate.size === 2, 'both have been handed over');
      fate.get(1)?.(false);
      assert.equal((await rig.failed()).reason, 'store');
      fate.get(2)?.(true);
      await server.acked(2);
      await until(() => server.last.closed, 'the socket is closed');
      assert.deepEqual(server.acks(), [2]);
    });
  });

  describe('a flood', () => {
    it('is held back at the socket while the store is slow, and nothing of it is lost', async () => {
      const waiting: (() => void)[] = [];
      let most = 0;
      let slow = true;
      const onEvent = (): Promise<undefined> => {
        if (!slow) return Promise.resolve(undefined);
        return new Promise((resolve) => {
          most = Math.max(
            most,
            waiting.push(() => resolve(undefined)),
          );
        });
      };
      const [rig, server] = await live({ handlers: { onEvent } });
      const data = 'x'.repeat(1_000);
      for (let seq = 0; seq < 10_000; seq += 1) server.event(seq, data);
      await until(() => waiting.length > 500, 'the limit is reached');
      await settle();
      // What was read in one go together with the event that met the limit comes too: 64 KiB at most.
      assert.ok(most < 600, String(most));
      rig.clock.advance(300_000);
      assert.equal(rig.state.name, 'live');
      slow = false;
      for (const store of waiting) store();
      await until(() => server.acks().length === 10_000, 'all are acked');
      assert.equal(new Set(server.acks()).size, 10_000);
    });

    it('of large faxes is held back by its bytes', async () => {
      const waiting: (() => void)[] = [];
      const onEvent = (): Promise<undefined> => new Promise((resolve) => waiting.push(() => resolve(undefined)));
      const [, server] = await live({ handlers: { onEvent }, maxBytes: 16 * 1024 * 1024 });
      const data = 'x'.repeat(8 * 1024 * 1024);
      for (let seq = 0; seq < 12; seq += 1) server.event(seq, data);
      await until(() => waiting.length === 8, 'the limit is reached');
      await settle();
      assert.ok(waiting.length < 11, String(waiting.length));
      while (server.acks().length < 12) {
        for (const store of waiting.splice(0)) store();
        await settle();
      }
    });
  });

  describe('back-off', () => {
    it('starts from the shortest wait only after a link has lasted 60 s', async () => {
      const [rig, server] = await live();
      const waits: number[] = [];
      for (const lastedMs of [59_999, 59_999, 60_000]) {
        rig.clock.advance(0);
        for (let passed = 0; passed < lastedMs; passed += 20_000) {
          rig.clock.advance(Math.min(20_000, lastedMs - passed));
          await settle();
        }
        server.last.socket.terminate();
        waits.push((await rig.failed()).waitMs);
        rig.retry();
        await rig.reached('live');
      }
      assert.deepEqual(waits, [500, 1_000, 500]);
    });

    it('bounds a thousand flaps: a server that takes us and drops us at once', async () => {
      const server = await listen();
      const rig = start({ url: server.url });
      await rig.reached('live');
      const startedAt = rig.clock.now();
      for (let flap = 0; flap < 20; flap += 1) {
        server.last.socket.terminate();
        await rig.failed();
        rig.retry();
        await rig.reached('live');
      }
      assert.ok(rig.clock.now() - startedAt > 5 * 60_000);
    });

    it('is spread over all push sockets of the process', async () => {
      const server = await listen();
      const budget = createAttemptBudget({ perMinute: 60, burst: 2 });
      const rigs = Array.from({ length: 5 }, () => start({ url: server.url, budget }));
      const failed = await Promise.all(rigs.slice(2).map((rig) => rig.failed()));
      assert.deepEqual(
        failed.map(({ reason, waitMs }) => [reason, waitMs]),
        [
          ['attempt-limit', 1_000],
          ['attempt-limit', 2_000],
          ['attempt-limit', 3_000],
        ],
      );
      for (const rig of rigs.slice(2)) rig.retry();
      await Promise.all(rigs.map((rig) => rig.reached('live')));
      assert.equal(server.links.length, 5);
    });
  });

  describe('a planned restart', () => {
    it('brings a new socket up first and closes the old one after that', async () => {
      const [rig, server] = await live();
      const old = server.last;
      server.send({ type: 'bye', reconnectSeconds: 5 });
      await rig.reached('draining');
      assert.equal(server.links.length, 1);
      server.event(1, {}, old);
      await until(() => server.acks(old).includes(1), 'the old one still takes events');
      rig.clock.advance(2_500);
      await rig.reached('live');
      assert.equal(rig.lives, 2);
      await until(() => old.closed, 'the old one is closed');
      assert.equal(server.open, 1);
      server.event(2);
      await server.acked(2);
      assert.equal(
        rig.states.some(({ name }) => name === 'backing-off'),
        false,
      );
    });

    it('acks events in progress on the old socket before closing it', async () => {
      let store: (() => void) | undefined;
      const onEvent = (): Promise<undefined> => new Promise((resolve) => (store = () => resolve(undefined)));
      const [rig, server] = await live({ handlers: { onEvent } });
      const old = server.last;
      server.event(1);
      await until(() => store !== undefined, 'the event has been handed over');
      server.send({ type: 'bye' });
      await rig.reached('draining');
      rig.clock.advance(500);
      await until(() => server.links.length === 2 && rig.state.name === 'live', 'the new one is live');
      await settle();
      assert.equal(old.closed, false);
      store?.();
      await until(() => old.closed, 'the old one is closed');
      assert.deepEqual(server.acks(old), [1]);
    });

    it('keeps the old socket as long as no new one comes up', async () => {
      let refuse = false;
      const server = await listen({ refuse: (...upgrade) => refuse && refuseWith(500)(...upgrade) });
      const rig = start({ url: server.url });
      await rig.reached('live');
      const old = server.last;
      refuse = true;
      server.send({ type: 'bye' });
      await rig.reached('draining');
      rig.clock.advance(500);
      await until(() => server.requests.length === 2, 'a new one has been tried');
      await settle();
      server.event(1, {}, old);
      await until(() => server.acks(old).includes(1), 'the old one still takes events');
      assert.equal(rig.state.name, 'draining');
      old.socket.terminate();
      await rig.reached('backing-off');
      refuse = false;
      rig.retry();
      await rig.reached('live');
      rig.clock.advance(60_000);
      await settle();
      assert.equal(server.requests.length, 3);
    });

    it('makes one new socket only when the old one dies while it is on its way', async () => {
      const [rig, server] = await live();
      server.options.hello = false;
      server.send({ type: 'bye' });
      await rig.reached('draining');
      rig.clock.advance(500);
      await until(() => server.links.length === 2, 'the new one is on its way');
      server.links[0]?.socket.terminate();
      await rig.reached('authenticating');
      rig.clock.advance(5_000);
      await settle();
      server.send({ type: 'hello', protocol: 1 });
      await rig.reached('live');
      assert.equal(server.links.length, 2);
    });

    it('does not end in a loop with a server that always says it', async () => {
      const [rig, server] = await live();
      const startedAt = rig.clock.now();
      for (let round = 2; round < 12; round += 1) {
        server.send({ type: 'bye', reconnectSeconds: 0 });
        await rig.reached('draining');
        while (server.links.length < round) {
          rig.clock.advance(1_000);
          await settle();
        }
        await rig.reached('live');
      }
      assert.ok(rig.clock.now() - startedAt > 60_000);
    });
  });

  describe('reconnect()', () => {
    it('replaces a live socket without a gap', async () => {
      const [rig, server] = await live();
      const old = server.last;
      rig.push.reconnect();
      rig.push.reconnect();
      assert.equal(rig.state.name, 'draining');
      await until(() => rig.lives === 2 && old.closed, 'the new one has taken over');
      assert.equal(server.links.length, 2);
    });

    it('does nothing before the start, while one is coming up, while backing off, and after the end', async () => {
      const server = await listen({ hello: false });
      const rig = new Rig({ url: server.url });
      rig.push.reconnect();
      assert.equal(rig.state.name, 'idle');
      rig.push.start();
      rig.push.reconnect();
      await rig.reached('authenticating');
      server.last.socket.terminate();
      await rig.failed();
      rig.push.reconnect();
      await settle();
      assert.equal(server.requests.length, 1);
      await rig.stop();
      rig.push.reconnect();
      assert.equal(rig.state.name, 'stopped');
    });
  });

  describe('stop()', () => {
    it('lets events in progress be acked, but accepts no new ones', async () => {
      let store: (() => void) | undefined;
      let handed = 0;
      const onEvent = (): Promise<undefined> => {
        handed += 1;
        return new Promise((resolve) => (store = () => resolve(undefined)));
      };
      const [rig, server] = await live({ handlers: { onEvent } });
      server.event(1);
      await until(() => store !== undefined, 'the event has been handed over');
      const stopping = rig.push.stop();
      server.event(2);
      await settle();
      store?.();
      await stopping;
      assert.deepEqual(server.acks(), [1]);
      assert.equal(handed, 1);
      await until(() => server.open === 0, 'the socket is gone');
      assert.equal(rig.clock.pending, 0);
    });

    it('ends within 1 s with a peer that ignores our close and a store that hangs', async () => {
      const server = await RawServer.listen(speak((socket) => socket.write(Buffer.from([0x81, 2, 0x7b, 0x7d]))));
      ending.unshift(() => server.close());
      const onUnintelligible = (): Promise<void> => new Promise(() => undefined);
      const rig = start({ url: `ws://127.0.0.1:${server.port}`, handlers: { onUnintelligible } });
      await rig.reached('live');
      await until(() => rig.push.unintelligible === 1, 'something is in the works');
      let stopped = false;
      const stopping = rig.push.stop().then(() => (stopped = true));
      rig.clock.advance(999);
      await settle();
      assert.equal(stopped, false);
      rig.clock.advance(1);
      await stopping;
      assert.equal(rig.clock.pending, 0);
      await until(() => server.sockets.length === 0, 'the socket is gone');
    });

    it('ends both sockets of a planned restart', async () => {
      const [rig, server] = await live();
      server.options.hello = false;
      rig.push.reconnect();
      await until(() => server.links.length === 2, 'the new one is on its way');
      await rig.push.stop();
      await until(() => server.open === 0, 'both are gone');
      assert.equal(rig.clock.pending, 0);
    });
  });

  describe('secrets', () => {
    it('are in no state, no log line and no view of the object: number, text, token', async () => {
      const down = (): Promise<undefined> => Promise.reject(new StoreError('+441632960000 text-canary'));
      const [rig, server] = await live({ handlers: { onEvent: down } });
      server.last.socket.send('+441632960000 text-canary');
      server.event(1, { CalledNumber: '+441632960000', text: 'text-canary' });
      await rig.failed();
      const told = JSON.stringify([rig.states, rig.log]) + inspect(rig.push, { depth: 9 });
      assert.doesNotMatch(told, /441632960000|canary/);
    });

    it('do not stop it either: a handler that throws is logged without its words', async () => {
      const throws = (): never => {
        throw new Error('text-canary');
      };
      const [rig, server] = await live({ handlers: { onLive: throws } });
      server.event(1);
      await server.acked(1);
      assert.deepEqual(rig.log, ['a handler of the push socket failed']);
    });
  });
});

import assert from 'node:assert/strict';
import { connect, type Socket } from 'node:net';
import tls from 'node:tls';
import type { TlsOptions } from '../../../src/network/tls';
import { proxyAgent } from '../../../src/transports/push-socket/proxy-agent';
import { settle, until } from '../until';
import { PushServer, refuseWith } from './push-server';
import { onUpgrade, pem, RawServer, speak, switching } from './raw-server';
import { Rig } from './rig';

describe('connecting the push socket', () => {
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
  afterEach(async () => {
    for (const end of ending.splice(0)) await end();
  });

  const lookup = (answer: NonNullable<TlsOptions['lookup']>): { tls: TlsOptions } => ({
    tls: { lookup: answer },
  });

  describe('the network', () => {
    it('retries after a name that does not exist', async () => {
      const missing = Object.assign(new Error('canary'), { code: 'ENOTFOUND' });
      const rig = start({ url: 'ws://localhost:9', ...lookup((_host, _options, done) => done(missing, [])) });
      assert.equal(rig.state.name, 'connecting');
      assert.deepEqual(await rig.failed(), { name: 'backing-off', reason: 'dns', waitMs: 500 });
      rig.retry();
      assert.equal(rig.state.name, 'connecting');
      assert.deepEqual(await rig.failed(), { name: 'backing-off', reason: 'dns', waitMs: 1_000 });
    });

    it('gives up after 10 s on a name server or a host that does not answer, and not before', async () => {
      const rig = start({ url: 'ws://localhost:9', ...lookup(() => undefined) });
      rig.clock.advance(9_999);
      await settle();
      assert.equal(rig.state.name, 'connecting');
      rig.clock.advance(1);
      assert.equal((await rig.failed()).reason, 'timeout');
    });

    it('retries after a refused connection', async () => {
      const server = await RawServer.listen();
      const url = `ws://127.0.0.1:${server.port}`;
      await server.close();
      assert.equal((await start({ url }).failed()).reason, 'connection-refused');
    });

    it('reaches a host by IPv4 whose IPv6 is broken', async () => {
      const server = ends(await PushServer.listen());
      const both = [
        { address: '::1', family: 6 },
        { address: '127.0.0.1', family: 4 },
      ];
      const rig = start({
        url: server.url.replace('127.0.0.1', 'localhost'),
        ...lookup((_host, _options, done) => done(null, both)),
      });
      await rig.reached('live');
    });
  });

  describe('TLS', () => {
    const secure = (server: RawServer): string => `wss://localhost:${server.port}/push`;
    const identity = { name: 'backing-off', reason: 'tls', waitMs: 600_000 };

    it('goes live with a certificate of the given authority', async () => {
      const server = ends(
        await RawServer.listenTls(
          'localhost',
          speak(() => undefined),
        ),
      );
      const rig = start({ url: secure(server), tls: { ca: pem('localhost') } });
      await rig.reached('live');
      assert.match(server.received, /authorization: Bearer token-canary/i);
    });

    it('notices bytes on TLS as well, so that a living link is not taken for dead', async () => {
      let wire: Socket | undefined;
      const server = ends(
        await RawServer.listenTls(
          'localhost',
          speak((socket) => (wire = socket)),
        ),
      );
      const rig = start({ url: secure(server), tls: { ca: pem('localhost') } });
      await rig.reached('live');
      for (let seq = 0; seq < 6; seq += 1) {
        rig.clock.advance(50_000);
        wire?.write(Buffer.from([0x8a, 0]));
        await settle();
      }
      assert.equal(rig.state.name, 'live');
    });

    it('gives up after 10 s on a server that sends not one byte of TLS', async () => {
      const server = ends(await RawServer.listen());
      const rig = start({ url: secure(server), tls: { ca: pem('localhost') } });
      await until(() => server.received.length > 0, 'the client has said hello');
      rig.clock.advance(9_999);
      await settle();
      assert.equal(rig.state.name, 'connecting');
      rig.clock.advance(1);
      assert.equal((await rig.failed()).reason, 'timeout');
      await until(() => server.sockets.length === 0, 'the socket is gone');
    });

    for (const maxVersion of ['TLSv1.2', 'TLSv1.3'] as const) {
      it(`refuses a self-signed certificate (${maxVersion}) and tells it no token`, async () => {
        const server = ends(await RawServer.listenTls('localhost', undefined, { maxVersion }));
        assert.deepEqual(await start({ url: secure(server) }).failed(), identity);
        await until(() => server.sockets.length === 0, 'the socket is gone');
        assert.equal(server.received, '');
      });
    }

    it('refuses a certificate of another host', async () => {
      const server = ends(await RawServer.listenTls('wrong-host'));
      assert.deepEqual(await start({ url: secure(server), tls: { ca: pem('wrong-host') } }).failed(), identity);
      assert.equal(server.received, '');
    });

    for (const certificate of ['expired', 'not-yet-valid']) {
      it(`refuses a certificate that is ${certificate}, hints at the clock and retries soon`, async () => {
        const server = ends(await RawServer.listenTls(certificate));
        const failed = await start({ url: secure(server), tls: { ca: pem(certificate) } }).failed();
        assert.deepEqual(failed, { name: 'backing-off', reason: 'clock', waitMs: 500 });
        assert.equal(server.received, '');
      });
    }

    it('refuses TLS 1.1', async () => {
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' } as const;
      const server = ends(await RawServer.listenTls('localhost', undefined, old));
      assert.deepEqual(await start({ url: secure(server), tls: { ca: pem('localhost') } }).failed(), identity);
    });

    it('refuses TLS 1.1 also where the process allows it', async () => {
      const before = tls.DEFAULT_MIN_VERSION;
      tls.DEFAULT_MIN_VERSION = 'TLSv1';
      ending.unshift(() => Promise.resolve(void (tls.DEFAULT_MIN_VERSION = before)));
      const ciphers = 'DEFAULT@SECLEVEL=0';
      const old = { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers } as const;
      const server = ends(await RawServer.listenTls('localhost', undefined, old));
      const rig = start({ url: secure(server), tls: { ca: pem('localhost'), ciphers } });
      assert.deepEqual(await rig.failed(), identity);
    });

    for (const [how, cut] of [
      ['closed', (socket: Socket) => socket.end()],
      ['reset', (socket: Socket) => socket.resetAndDestroy()],
    ] as const) {
      it(`retries when the connection is ${how} during the handshake`, async () => {
        const server = ends(await RawServer.listen((socket) => socket.once('data', () => cut(socket))));
        const rig = start({ url: secure(server) });
        assert.deepEqual(await rig.failed(), { name: 'backing-off', reason: 'reset', waitMs: 500 });
        rig.retry();
        await until(() => server.connections === 2, 'it has been tried again');
      });
    }

    describe('with NODE_TLS_REJECT_UNAUTHORIZED=0', () => {
      const before = process.env.NODE_TLS_REJECT_UNAUTHORIZED;
      beforeEach(() => (process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0'));
      afterEach(() => {
        if (before === undefined) delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
        else process.env.NODE_TLS_REJECT_UNAUTHORIZED = before;
      });

      it('still refuses a self-signed certificate, and warns once', async () => {
        const server = ends(await RawServer.listenTls('localhost'));
        const rig = start({ url: secure(server) });
        assert.deepEqual(await rig.failed(), identity);
        rig.retry();
        await until(() => server.connections === 2, 'it has been tried again');
        assert.equal(server.received, '');
        assert.equal(rig.log.filter((line) => line.includes('NODE_TLS_REJECT_UNAUTHORIZED')).length, 1);
      });

      it('cannot be talked out of it by TLS options either', async () => {
        const server = ends(await RawServer.listenTls('localhost'));
        const careless = { rejectUnauthorized: false } as TlsOptions;
        assert.deepEqual(await start({ url: secure(server), tls: careless }).failed(), identity);
      });
    });
  });

  describe('the upgrade', () => {
    it('carries the token, and offers no compression', async () => {
      const server = ends(await PushServer.listen());
      await start({ url: server.url }).reached('live');
      assert.equal(server.requests[0]?.headers.authorization, 'Bearer token-canary');
      assert.equal(server.requests[0].headers['sec-websocket-extensions'], undefined);
      assert.deepEqual(server.last.frames[0], { type: 'hello', protocol: 1, maxBytes: 1024 * 1024 });
    });

    it('goes without a token where there is none', async () => {
      const server = ends(await PushServer.listen());
      await start({ url: server.url, token: '' }).reached('live');
      assert.equal(server.requests[0]?.headers.authorization, undefined);
    });

    it('gives up after 10 s without an answer', async () => {
      const server = ends(await RawServer.listen());
      const rig = start({ url: `ws://127.0.0.1:${server.port}` });
      await until(() => server.received.includes('\r\n\r\n'), 'the request has arrived');
      rig.clock.advance(9_999);
      await settle();
      assert.equal(rig.state.name, 'connecting');
      rig.clock.advance(1);
      assert.equal((await rig.failed()).reason, 'timeout');
      await until(() => server.sockets.length === 0, 'the socket is gone');
    });

    for (const status of [401, 403, 407]) {
      it(`stops at ${status}: one confirming try after 30 s, then one every 30 minutes`, async () => {
        const server = ends(await PushServer.listen({ refuse: refuseWith(status) }));
        const rig = start({ url: server.url });
        assert.deepEqual(await rig.failed(), { name: 'auth-failed', reason: `http-${status}`, waitMs: 30_000 });
        for (const attempts of [2, 3]) {
          rig.retry();
          await until(() => server.requests.length === attempts, 'it has been tried again');
          assert.equal((await rig.failed()).waitMs, 1_800_000);
        }
        rig.clock.advance(1_799_999);
        await settle();
        assert.equal(server.requests.length, 3);
      });
    }

    for (const [status, waitMs] of [
      [500, 500],
      [502, 500],
      [503, 500],
      [404, 600_000],
      [410, 600_000],
    ] as const) {
      it(`retries after ${status} in ${waitMs / 1000} s`, async () => {
        const server = ends(await PushServer.listen({ refuse: refuseWith(status) }));
        const rig = start({ url: server.url });
        assert.deepEqual(await rig.failed(), { name: 'backing-off', reason: `http-${status}`, waitMs });
        rig.retry();
        await until(() => server.requests.length === 2, 'it has been tried again');
      });
    }

    it('waits as long as Retry-After says', async () => {
      const server = ends(await PushServer.listen({ refuse: refuseWith(503, { 'retry-after': '120' }) }));
      assert.equal((await start({ url: server.url }).failed()).waitMs, 120_000);
    });

    it('does not follow a redirect, so the token goes nowhere else', async () => {
      const elsewhere = ends(await RawServer.listen());
      const location = `ws://127.0.0.1:${elsewhere.port}/`;
      const server = ends(await PushServer.listen({ refuse: refuseWith(302, { location }) }));
      assert.equal((await start({ url: server.url }).failed()).reason, 'http-302');
      await settle();
      assert.equal(elsewhere.connections, 0);
    });

    for (const [what, answer] of [
      ['a wrong Sec-WebSocket-Accept', () => switching('d3Jvbmc=')],
      ['a subprotocol nobody asked for', (ok: string) => switching(ok, 'Sec-WebSocket-Protocol: x\r\n')],
      [
        'compression nobody asked for',
        (ok: string) => switching(ok, 'Sec-WebSocket-Extensions: permessage-deflate\r\n'),
      ],
      ['something that is not HTTP', () => '\0\0\0 hello\r\n\r\n'],
    ] as const) {
      it(`retries after ${what}`, async () => {
        const server = ends(await RawServer.listen((socket) => onUpgrade(socket, answer)));
        const rig = start({ url: `ws://127.0.0.1:${server.port}` });
        assert.deepEqual(await rig.failed(), { name: 'backing-off', reason: 'upgrade', waitMs: 500 });
        await until(() => server.sockets.length === 0, 'the socket is gone');
      });
    }
  });

  describe('through a proxy', () => {
    const through = (proxy: RawServer, scheme = 'http', tls?: TlsOptions) => {
      const url = `${scheme}://u:p@localhost:${proxy.port}`;
      const agent = proxyAgent('wss://localhost:9/push', { proxy: { url }, ...(tls && { tls }) });
      return agent ?? assert.fail('a proxy that is set is for loopback, too');
    };

    const tunnelTo = (server: RawServer) => (socket: Socket) =>
      socket.once('data', () => {
        const onward = connect(server.port, '127.0.0.1', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          socket.pipe(onward).pipe(socket);
        });
        onward.on('error', () => undefined);
        socket.on('close', () => onward.destroy());
      });

    const service = async (): Promise<RawServer> =>
      ends(
        await RawServer.listenTls(
          'localhost',
          speak(() => undefined),
        ),
      );

    it('goes live', async () => {
      const server = await service();
      const proxy = ends(await RawServer.listen(tunnelTo(server)));
      const rig = start({
        url: `wss://localhost:${server.port}/push`,
        tls: { ca: pem('localhost') },
        agent: through(proxy),
      });
      await rig.reached('live');
      assert.match(proxy.received, /^CONNECT localhost/);
      assert.match(proxy.received, /proxy-authorization: Basic dTpw\r\n/i);
      assert.doesNotMatch(proxy.received, /token-canary/);
    });

    it('goes live through one that is reached by TLS, and is checked as the service is', async () => {
      const server = await service();
      const proxy = ends(await RawServer.listenTls('localhost', tunnelTo(server)));
      const target = { url: `wss://localhost:${server.port}/push`, tls: { ca: pem('localhost') } };
      process.env.NODE_TLS_REJECT_UNAUTHORIZED = '0';
      const warn = process.emitWarning;
      process.emitWarning = () => undefined;
      ending.unshift(() => {
        delete process.env.NODE_TLS_REJECT_UNAUTHORIZED;
        process.emitWarning = warn;
        return Promise.resolve();
      });
      const refused = start({ ...target, agent: through(proxy, 'https') });
      assert.equal((await refused.failed()).reason, 'tls');
      assert.equal(proxy.received, '');
      const rig = start({ ...target, agent: through(proxy, 'https', target.tls) });
      await rig.reached('live');
      assert.match(proxy.received, /^CONNECT localhost/);
    });

    it('stops when the proxy answers 407', async () => {
      const proxy = ends(
        await RawServer.listen((socket) =>
          socket.once('data', () => socket.end('HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n')),
        ),
      );
      const rig = start({ url: 'wss://localhost:9/push', agent: through(proxy) });
      assert.deepEqual(await rig.failed(), { name: 'auth-failed', reason: 'http-407', waitMs: 30_000 });
    });

    it('gives up after 10 s on a silent proxy, and keeps no socket to it', async () => {
      const proxy = ends(await RawServer.listen());
      const rig = start({ url: 'wss://localhost:9/push', agent: through(proxy) });
      await until(() => proxy.received.includes('\r\n\r\n'), 'the proxy has been asked');
      rig.clock.advance(10_000);
      assert.equal((await rig.failed()).reason, 'timeout');
      await until(() => proxy.sockets.length === 0, 'the socket is gone');
    });
  });
});

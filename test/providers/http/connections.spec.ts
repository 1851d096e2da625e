import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../../src/providers/http/http-client';
import { neverLeft } from '../../../src/providers/http/network-error';
import { FakeClock } from '../../support/fake-clock';
import { replyOk, startRawWebServer, type OnRequest, type RawWebServer } from '../../support/raw-web-server';

const signal = new AbortController().signal;
const GET = { path: '/', signal };
const POST = { method: 'POST', path: '/', body: 'a=1', signal } as const;

describe('the connections of an HTTP client', () => {
  const clock = new FakeClock();
  const ends: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    assert.equal(clock.pending, 0, 'every deadline has ended');
  });

  function clientOf(baseUrl: string, more: Partial<HttpClientOptions> = {}): HttpClient {
    const client = createHttpClient({ baseUrl, headers: () => ({}), clock, ...more });
    ends.push(() => client.close());
    return client;
  }

  async function serve(onRequest: OnRequest): Promise<RawWebServer> {
    const server = await startRawWebServer(onRequest);
    ends.push(() => server.close());
    return server;
  }

  it('are kept for what may be repeated, and new for each request that may not', async () => {
    const heads: string[] = [];
    const server = await serve(({ socket, head }) => {
      heads.push(head);
      replyOk(socket, 'ok');
    });
    const client = clientOf(server.origin);
    for (const call of [GET, GET, GET, POST, POST, POST]) await client.read(call);
    const kept = server.connections();
    assert(kept < 6);
    for (const more of [1, 2, 3]) {
      await client.read({ ...POST, once: true });
      assert.equal(server.connections(), kept + more);
    }
    assert.match(heads.at(-1) ?? '', /^connection: close$/im);
  });

  const droppers: [string, OnRequest][] = [
    [
      'that silently drops idle ones',
      ({ socket, nth }) => {
        if (nth === 1) replyOk(socket, 'ok');
      },
    ],
    [
      'that closes idle ones just as a request is written',
      ({ socket, nth }) => {
        if (nth === 1) replyOk(socket, 'ok');
        else socket.resetAndDestroy();
      },
    ],
  ];
  for (const [which, onRequest] of droppers) {
    it(`lose no request that must not be repeated to a service ${which}`, async () => {
      const server = await serve(onRequest);
      const client = clientOf(server.origin);
      await client.read(GET);
      for (let n = 0; n < 5; n += 1) {
        assert.equal((await client.read({ ...POST, once: true })).body.toString(), 'ok');
      }
    });
  }

  describe('say for certain that nothing was sent when', () => {
    const post = async (client: HttpClient, call: { signal?: AbortSignal } = {}): Promise<unknown> =>
      client.read({ ...POST, once: true, ...call }).then(
        () => assert.fail('it was answered'),
        (error: unknown) => error,
      );

    async function listen(onSocket: (socket: Socket) => void): Promise<Server> {
      const sockets = new Set<Socket>();
      const server = createServer((socket) => {
        sockets.add(socket.on('error', () => socket.destroy()));
        onSocket(socket);
      });
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      ends.push(async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      });
      return server;
    }
    const portOf = (server: Server): number => (server.address() as AddressInfo).port;

    it('nobody listens', async () => {
      const server = await startRawWebServer(() => undefined);
      await server.close();
      assert(neverLeft(await post(clientOf(server.origin))));
    });

    it('the name is not known', async () => {
      const error = await post(clientOf(`https://${'too-long'.repeat(10)}.invalid`));
      assert(neverLeft(error), inspect(error));
    });

    it('the connection is cut while TLS is negotiated', async () => {
      const server = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()));
      const error = await post(clientOf(`https://localhost:${portOf(server)}`));
      assert(neverLeft(error), inspect(error));
    });

    it('what answers speaks no TLS', async () => {
      const server = await listen((socket) =>
        socket.once('data', () => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')),
      );
      const error = await post(clientOf(`https://localhost:${portOf(server)}`));
      assert(neverLeft(error), inspect(error));
    });

    it('TLS is not answered until the time is over', async () => {
      let connected = (): void => undefined;
      const isConnected = new Promise<void>((resolve) => (connected = resolve));
      const server = await listen((socket) => socket.once('data', connected));
      const error = post(clientOf(`https://localhost:${portOf(server)}`));
      await isConnected;
      clock.advance(30_000);
      assert(neverLeft(await error));
    });

    it('the certificate is not trusted', async () => {
      const pem = (name: string): Buffer => readFileSync(join(__dirname, '../../support/tls', name));
      const { createServer: createTls } = await import('node:https');
      const server = createTls({ key: pem('key.pem'), cert: pem('localhost.pem') }, () => assert.fail('it was asked'));
      server.listen(0, 'localhost');
      await once(server, 'listening');
      ends.push(() => new Promise((resolve) => server.close(() => resolve())));
      const error = await post(clientOf(`https://localhost:${portOf(server)}`));
      assert(neverLeft(error), inspect(error));
    });

    it('the proxy opens no tunnel, or is cut as it does', async () => {
      const refusing = await listen((socket) =>
        socket.once('data', () => socket.end('HTTP/1.1 502 Bad Gateway\r\n\r\n')),
      );
      const cutting = await listen((socket) => socket.once('data', () => socket.resetAndDestroy()));
      for (const server of [refusing, cutting]) {
        const proxy = { url: `http://127.0.0.1:${portOf(server)}` };
        const error = await post(clientOf('https://fax.test', { proxy }));
        assert(neverLeft(error), inspect(error));
      }
    });

    it('it was stopped before', async () => {
      const server = await serve(() => assert.fail('it was asked'));
      assert(neverLeft(await post(clientOf(server.origin), { signal: AbortSignal.abort() })));
    });
  });

  describe('do not say so when', () => {
    const cuts: [string, OnRequest][] = [
      ['the request was read', ({ socket }) => socket.resetAndDestroy()],
      ['the answer is cut', ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nhalf')],
      ['the answer is no HTTP', ({ socket }) => socket.end('nonsense\r\n\r\n')],
    ];
    for (const [where, onRequest] of cuts) {
      it(where, async () => {
        const server = await serve(onRequest);
        const error = await clientOf(server.origin)
          .read({ ...POST, once: true })
          .catch((thrown: unknown) => thrown);
        assert(error instanceof Error && !neverLeft(error), inspect(error));
      });
    }
  });
});

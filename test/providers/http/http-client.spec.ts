import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createServer as createProxy } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';
import { join } from 'node:path';
import { inspect } from 'node:util';
import {
  AuthError,
  ItemGoneError,
  ProviderRefusedError,
  ProviderUnavailableError,
  RateLimitedError,
} from '../../../src/domain/errors';
import { createHttpClient, type HttpClient, type HttpClientOptions } from '../../../src/providers/http/http-client';
import { neverLeft } from '../../../src/providers/http/network-error';
import { FakeClock } from '../../support/fake-clock';
import { answerJson, startScriptedServer, type Script, type ScriptedServer } from '../../support/scripted-server';

const CANARY = 'c4n4ry-secret';
const signal = new AbortController().signal;
const pem = (name: string): Buffer => readFileSync(join(__dirname, '../../support/tls', name));

function deferred(): { promise: Promise<void>; resolve: () => void } {
  let resolve = (): void => undefined;
  const promise = new Promise<void>((settle) => (resolve = settle));
  return { promise, resolve };
}

function hasReason(reason: string): (error: unknown) => boolean {
  return (error) => {
    assert.ok(error instanceof ProviderUnavailableError, inspect(error));
    assert.equal(error.detail.reason, reason);
    return true;
  };
}

describe('createHttpClient', () => {
  const clock = new FakeClock();
  const ends: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
    assert.equal(clock.pending, 0, 'every deadline has ended');
    clock.scale = 1;
  });

  async function serve(script: Script, certificate?: string): Promise<ScriptedServer> {
    const tls = certificate === undefined ? undefined : { key: pem('key.pem'), cert: pem(certificate) };
    const server = await startScriptedServer(script, tls);
    ends.push(() => server.close());
    return server;
  }

  function clientOf(baseUrl: string, options: Partial<HttpClientOptions> = {}): HttpClient {
    const headers = (): Record<string, string> => ({ authorization: `Bearer ${CANARY}` });
    const client = createHttpClient({ baseUrl, headers, clock, ...options });
    ends.push(() => client.close());
    return client;
  }

  function startServerThatCollects(bodies: string[]): Promise<ScriptedServer> {
    return serve((request, response) => {
      const pieces: Buffer[] = [];
      response.req.on('data', (piece: Buffer) => pieces.push(piece));
      response.req.on('end', () => {
        bodies.push(Buffer.concat(pieces).toString());
        ok(request, response);
      });
    });
  }

  const ok: Script = (_request, response) => answerJson(response, { ok: true });

  describe('read', () => {
    it('returns a refusal that it was told to read, and no other', async () => {
      const statuses = [400, 400, 404, 500];
      const server = await serve((_request, response) => answerJson(response, { errors: [] }, statuses.shift()));
      const client = clientOf(server.origin);
      const reply = await client.read({ path: '/', refusals: [400], signal });
      assert.deepEqual([reply.status, reply.body.toString()], [400, '{"errors":[]}']);
      await assert.rejects(client.read({ path: '/', signal }), ProviderRefusedError);
      await assert.rejects(client.read({ path: '/', refusals: [400], signal }), ItemGoneError);
      await assert.rejects(client.read({ path: '/', refusals: [400], signal }), ProviderUnavailableError);
    });

    it('leaves out of a refusal what cannot be read of it', async () => {
      const server = await serve((_request, response) => {
        response.writeHead(400, { 'content-length': '900' }).write('{"errors":');
        setImmediate(() => response.destroy());
      });
      const client = clientOf(server.origin);
      const reply = await client.read({ path: '/', refusals: [400], signal });
      assert.deepEqual([reply.status, reply.body.length], [400, 0]);
      server.script = (_request, response) => response.writeHead(400).end('x'.repeat(100));
      assert.equal((await client.read({ path: '/', refusals: [400], maxBytes: 10, signal })).body.length, 0);
    });

    it('tells how far the provider’s clock is ahead of ours, where it says so', async () => {
      const skewFor = async (headers: Record<string, string>): Promise<number | undefined> => {
        const server = await serve((_request, response) => {
          response.sendDate = false;
          response.writeHead(200, headers).end('x');
        });
        return (await clientOf(server.origin).read({ path: '/', signal })).skewMs;
      };
      const UNSET = 'Thu, 01 Jan 1970 00:02:00 GMT';
      const at = (ms: number): string => new Date(clock.now() + ms).toUTCString();
      for (const ms of [0, 480_000, -1_200_000]) assert.equal(await skewFor({ date: at(ms) }), ms);
      assert.equal(await skewFor({ date: at(1_000), age: '0' }), 1_000);
      for (const headers of [
        {},
        { date: 'soon' },
        { date: '2026-11-20 12:00' },
        { date: at(0), age: '90' },
        { date: UNSET },
      ]) {
        assert.equal(await skewFor(headers), undefined, JSON.stringify(headers));
      }
    });

    it('asks below the base URL with the given headers and gives the body', async () => {
      const server = await serve(ok);
      const reply = await clientOf(`${server.origin}/rest/api/`).read({
        path: '/inbox',
        query: { a: 'list', n: '+1 2' },
        signal,
      });
      assert.deepEqual({ status: reply.status, body: reply.body.toString() }, { status: 200, body: '{"ok":true}' });
      const [request] = server.requests;
      assert.equal(request?.url.pathname, '/rest/api/inbox');
      assert.deepEqual(Object.fromEntries(request.url.searchParams), { a: 'list', n: '+1 2' });
      assert.equal(request.headers.authorization, `Bearer ${CANARY}`);
    });

    it('sends another method, a body and headers of the call, and says what the answer is', async () => {
      const bodies: string[] = [];
      const server = await startServerThatCollects(bodies);
      const client = clientOf(server.origin);
      const headers = { authorization: 'own', 'content-type': 'text/plain' };
      const reply = await client.read({ method: 'POST', path: '/a', body: 'ü', headers, signal });
      await client.read({ method: 'PUT', path: '/b', signal });
      await client.read({ method: 'DELETE', path: '/c', signal });
      assert.equal(reply.contentType, 'application/json');
      const seen = server.requests.map(({ method, headers: { 'content-length': length, authorization } }) => [
        method,
        length,
        authorization,
      ]);
      const usual = `Bearer ${CANARY}`;
      assert.deepEqual(seen, [
        ['POST', '2', 'own'],
        ['PUT', '0', usual],
        ['DELETE', undefined, usual],
      ]);
      assert.deepEqual(bodies, ['ü', '', '']);
    });

    it('turns an error status into an error without its body, its URL and our credentials', async () => {
      const server = await serve((_request, response) => response.writeHead(401).end(`body ${CANARY}`));
      const call = clientOf(server.origin).read({ path: '/inbox', query: { token: CANARY }, signal });
      await assert.rejects(call, (error) => error instanceof AuthError && !inspect(error).includes(CANARY));
    });

    it('honours Retry-After', async () => {
      const server = await serve((_request, response) => response.writeHead(503, { 'retry-after': '9' }).end());
      const call = clientOf(server.origin).read({ path: '/', signal });
      await assert.rejects(call, (error) => error instanceof RateLimitedError && error.retryAfterMs === 9_000);
    });

    it('honours it as a date by the server’s own clock, wherever ours stands', async () => {
      clock.hears = true;
      const theirs = clock.now() + 400 * 86_400_000;
      const at = (ms: number): string => new Date(theirs + ms).toUTCString();
      const server = await serve((_request, response) => {
        response.sendDate = false;
        response.writeHead(503, { date: at(0), 'retry-after': at(90_000) }).end();
      });
      const call = clientOf(server.origin).read({ path: '/', signal });
      await assert.rejects(call, (error) => error instanceof RateLimitedError && error.retryAfterMs === 90_000);
      assert.equal(clock.theirs(), theirs);
    });

    it('follows no redirect, so that credentials reach no other host', async () => {
      const other = await serve(ok);
      const server = await serve((_request, response) => response.writeHead(302, { location: other.origin }).end());
      await assert.rejects(clientOf(server.origin).read({ path: '/', signal }), hasReason('http-302'));
      assert.equal(other.requests.length, 0);
    });

    it('does not let a request leave whose time is over, though its timer has not run: the process was stopped', async () => {
      const server = await serve((_, response) => answerJson(response, {}));
      for (const once of [true, false]) {
        const call = clientOf(server.origin).read({ path: '/', method: 'POST', once, timeoutMs: 30_000, signal });
        clock.machine.pass(31_000);
        await assert.rejects(call, (error) => hasReason('timeout')(error) && neverLeft(error));
      }
      assert.equal(server.requests.length, 0);
    });

    for (const [scale, ms] of [
      [1, 30_000],
      [200, 5_000],
    ] as const) {
      it(`ends at its deadline, and not before, when nothing is answered, with time scale ${scale}`, async () => {
        clock.scale = scale;
        const asked = deferred();
        const server = await serve(() => asked.resolve());
        const call = clientOf(server.origin).read({ path: '/', signal });
        const outcome = assert.rejects(call, hasReason('timeout'));
        await asked.promise;
        clock.advance(ms - 1);
        assert.equal(clock.pending, 1, 'still waiting');
        clock.advance(1);
        await outcome;
      });
    }

    it('ends at the same deadline when the body drips', async () => {
      const asked = deferred();
      const server = await serve((_request, response) => {
        response.write('{');
        asked.resolve();
      });
      const outcome = assert.rejects(clientOf(server.origin).read({ path: '/', signal }), hasReason('timeout'));
      await asked.promise;
      clock.advance(30_000);
      await outcome;
    });

    it('stops when the caller stops it', async () => {
      const controller = new AbortController();
      const server = await serve(() => controller.abort());
      const call = clientOf(server.origin).read({ path: '/', signal: controller.signal });
      await assert.rejects(call, hasReason('aborted'));
      await assert.rejects(
        clientOf(server.origin).read({ path: '/', signal: controller.signal }),
        hasReason('aborted'),
      );
      assert.equal(server.requests.length, 1);
    });

    it('stops when the client is closed, and closes twice', async () => {
      const asked = deferred();
      const server = await serve(() => asked.resolve());
      const client = clientOf(server.origin);
      const outcome = assert.rejects(client.read({ path: '/', signal }), hasReason('aborted'));
      await asked.promise;
      await client.close();
      await outcome;
      await assert.rejects(client.read({ path: '/', signal }), hasReason('aborted'));
      await client.close();
    });

    it('reads no more than it was allowed to', async () => {
      const server = await serve((_request, response) => response.end('x'.repeat(101)));
      const client = clientOf(server.origin);
      await assert.rejects(client.read({ path: '/', maxBytes: 100, signal }), hasReason('too-large'));
      assert.equal((await client.read({ path: '/', maxBytes: 101, signal })).body.length, 101);
    });

    const cuts: [string, string, Script][] = [
      ['before the answer', 'reset', (_request, response) => response.destroy()],
      [
        'in the middle of the body',
        'reset',
        (_request, response) => {
          response.writeHead(200, { 'content-length': '10' }).write('half', () => response.destroy());
        },
      ],
      ['with what is not HTTP', 'protocol', (_request, response) => response.socket?.end(`${CANARY}\r\n\r\n`)],
    ];
    for (const [when, reason, script] of cuts) {
      it(`says "${reason}" when the connection ends ${when}`, async () => {
        const server = await serve(script);
        await assert.rejects(
          clientOf(server.origin).read({ path: '/', signal }),
          (error) => hasReason(reason)(error) && !inspect(error).includes(CANARY),
        );
      });
    }

    it('says "connection-refused" when nothing listens', async () => {
      const server = await startScriptedServer(ok);
      await server.close();
      await assert.rejects(clientOf(server.origin).read({ path: '/', signal }), hasReason('connection-refused'));
    });
  });

  describe('open', () => {
    it('streams the body, and limits the time between two chunks', async () => {
      const server = await serve((_request, response) => response.write('first'));
      const { body } = await clientOf(server.origin).open({ path: '/', timeoutMs: 1_000, signal });
      assert.equal((await body.next()).value?.toString(), 'first');
      const second = assert.rejects(body.next(), hasReason('timeout'));
      clock.advance(1_000);
      await second;
    });

    it('does not count the time that the reader takes', async () => {
      const goOn = deferred();
      const server = await serve((_request, response) => {
        response.write('first');
        void goOn.promise.then(() => response.end('second'));
      });
      const { body } = await clientOf(server.origin).open({ path: '/', timeoutMs: 1_000, signal });
      await body.next();
      clock.advance(60_000);
      goOn.resolve();
      assert.equal((await body.next()).value?.toString(), 'second');
      assert.equal((await body.next()).done, true);
    });

    it('maps an error status, too', async () => {
      const server = await serve((_request, response) => response.writeHead(404).end());
      await assert.rejects(clientOf(server.origin).open({ path: '/', signal }), ItemGoneError);
    });

    it('frees the connection when the reader stops early', async () => {
      const closed = deferred();
      const server = await serve((_request, response) => {
        response.on('close', () => closed.resolve()).write('first');
      });
      const { body } = await clientOf(server.origin).open({ path: '/', signal });
      await body.next();
      await body.return();
      await closed.promise;
    });
  });

  describe('TLS', () => {
    it('trusts a certificate of the given authority', async () => {
      const server = await serve(ok, 'localhost.pem');
      const client = clientOf(server.origin, { tls: { ca: pem('localhost.pem') } });
      assert.equal((await client.read({ path: '/', signal })).status, 200);
    });

    const refused: [string, string, string][] = [
      ['wrong-host.pem', 'tls', 'for another host'],
      ['expired.pem', 'tls', 'that has expired'],
      ['not-yet-valid.pem', 'clock', 'that is not valid yet'],
    ];
    for (const [certificate, reason, which] of refused) {
      it(`refuses a certificate ${which} as "${reason}"`, async () => {
        const server = await serve(ok, certificate);
        const client = clientOf(server.origin, { tls: { ca: pem(certificate) } });
        await assert.rejects(client.read({ path: '/', signal }), hasReason(reason));
        assert.equal(server.requests.length, 0);
      });
    }

    it('refuses an unknown authority even where the process was told to trust all', async () => {
      const before = process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
      process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
      try {
        const server = await serve(ok, 'localhost.pem');
        await assert.rejects(clientOf(server.origin).read({ path: '/', signal }), hasReason('tls'));
        assert.equal(server.requests.length, 0);
      } finally {
        if (before === undefined) delete process.env['NODE_TLS_REJECT_UNAUTHORIZED'];
        else process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = before;
      }
    });
  });

  describe('proxy', () => {
    interface Proxy {
      url: string;
      asked: string[];
      credentials: (string | undefined)[];
    }

    /** Opens every tunnel to `target`, whatever host was asked for. */
    async function startProxy(target: number, status = 200): Promise<Proxy> {
      const proxy: Proxy = { url: '', asked: [], credentials: [] };
      const sockets = new Set<Socket>();
      const server = createProxy();
      server.on('connect', (request, socket: Socket) => {
        proxy.asked.push(request.url ?? '');
        proxy.credentials.push(request.headers['proxy-authorization']);
        sockets.add(socket.on('error', () => socket.destroy()));
        if (status !== 200) return void socket.end(`HTTP/1.1 ${status} No\r\n\r\n`);
        const onward = connect(target, 'localhost', () => {
          socket.write('HTTP/1.1 200 OK\r\n\r\n');
          onward.pipe(socket).pipe(onward);
        });
        sockets.add(onward.on('error', () => onward.destroy()));
      });
      await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
      proxy.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
      ends.push(async () => {
        for (const socket of sockets) socket.destroy();
        await new Promise((resolve) => server.close(resolve));
      });
      return proxy;
    }

    const tls = { ca: pem('localhost.pem'), servername: 'localhost' };

    it('is used, with its credentials, and the certificate is still checked', async () => {
      const server = await serve(ok, 'localhost.pem');
      const proxy = await startProxy(server.port);
      const route = { proxy: { url: proxy.url, username: 'u', password: 'p:1' } };
      await clientOf('https://fax.test', { ...route, tls }).read({ path: '/', signal });
      assert.deepEqual(proxy.asked, ['fax.test:443']);
      assert.deepEqual(proxy.credentials, [`Basic ${Buffer.from('u:p:1').toString('base64')}`]);
      await assert.rejects(clientOf('https://fax.test', route).read({ path: '/', signal }), hasReason('tls'));
      assert.equal(server.requests.length, 1);
    });

    it('is left out for the hosts it is not for', async () => {
      const server = await serve(ok, 'localhost.pem');
      const proxy = await startProxy(server.port);
      const route = { proxy: { url: proxy.url, noProxy: ['other.test', 'localhost'] }, tls };
      await clientOf(server.origin, route).read({ path: '/', signal });
      assert.deepEqual(proxy.asked, []);
    });

    it('comes from the environment where told so, and never for loopback', async () => {
      const server = await serve(ok, 'localhost.pem');
      const proxy = await startProxy(server.port);
      const before = { ...process.env };
      for (const name of ['https_proxy', 'no_proxy', 'NO_PROXY']) Reflect.deleteProperty(process.env, name);
      process.env['HTTPS_PROXY'] = proxy.url;
      try {
        await clientOf('https://fax.test', { proxy: 'environment', tls }).read({ path: '/', signal });
        await clientOf(server.origin, { proxy: 'environment', tls }).read({ path: '/', signal });
        assert.deepEqual(proxy.asked, ['fax.test:443']);
      } finally {
        process.env = before;
      }
    });

    it('that refuses our credentials stops us, and one that opens no tunnel does not', async () => {
      const refusing = await startProxy(0, 407);
      const failing = await startProxy(0, 502);
      await assert.rejects(
        clientOf('https://fax.test', { proxy: { url: refusing.url } }).read({ path: '/', signal }),
        AuthError,
      );
      const call = clientOf('https://fax.test', { proxy: { url: failing.url } }).read({ path: '/', signal });
      await assert.rejects(call, hasReason('proxy'));
    });
  });
});

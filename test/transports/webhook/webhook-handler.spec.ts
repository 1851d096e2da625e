import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebhookAnswer, WebhookRequest } from '../../../src/domain/webhook';
import { basicLogin } from '../../../src/transports/webhook/basic-login';
import { LoginCheck } from '../../../src/transports/webhook/login-check';
import type { HttpRequest } from '../../../src/transports/webhook/read-body';
import { createWebhookHandler, type HttpHandler } from '../../../src/transports/webhook/webhook-handler';
import type { WebhookRoute } from '../../../src/transports/webhook/webhook-route';
import { WebhookRoutes, type Reservation } from '../../../src/transports/webhook/webhook-routes';
import { FakeClock } from '../../support/fake-clock';
import { until } from '../until';
import { badRequests, MAX_BODY_BYTES, type Target } from './support/bad-requests';
import { openSocket, readAnswer, requestBytes, sendRaw } from './support/raw-request';

const PATH = '/hook-abcdefghij';
const LOGIN = { username: 'esendex', password: 'päss:word' };
const OK: WebhookAnswer = { status: 200, headers: { 'content-type': 'text/plain' }, body: 'thanks' };

describe('the webhook handler', () => {
  let server: Server;
  let port: number;
  let clock: FakeClock;
  let routes: WebhookRoutes;
  let reservation: Reservation;
  let taken: WebhookRequest[];
  let passedOn: string[];
  let answerWith: (request: WebhookRequest) => Promise<WebhookAnswer>;
  let handle: HttpHandler;
  let parser: (req: HttpRequest) => Promise<unknown>;

  const route = (login?: LoginCheck, methods: WebhookRoute['methods'] = { '': ['POST'] }): WebhookRoute => ({
    methods,
    admit(authorization) {
      if (!login) return 'admitted';
      const given = basicLogin(authorization);
      if (authorization.length === 0) return 'ask-body';
      return given && login.accepts(given) ? 'admitted' : 'refused';
    },
    async accept(request, admission) {
      if (admission === 'ask-body') return { status: 401, headers: { 'www-authenticate': 'Basic realm="x"' } };
      const answer = await answerWith(request);
      taken.push(request);
      return answer;
    },
  });

  const post = (body: string | Buffer, headers: string[] = []) =>
    sendRaw(port, requestBytes({ target: PATH, body, headers }));

  beforeEach(async () => {
    clock = new FakeClock();
    routes = new WebhookRoutes([]);
    reservation = routes.reserve('c1');
    taken = [];
    passedOn = [];
    parser = () => Promise.resolve();
    answerWith = () => Promise.resolve(OK);
    handle = createWebhookHandler({ routes, root: '', clock });
    server = createServer((req: HttpRequest, res) => {
      const next = (): void => {
        passedOn.push(req.url ?? '');
        res.writeHead(404).end();
      };
      void parser(req).then(() => handle(req, res, next));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    port = (server.address() as AddressInfo).port;
    reservation.open(PATH, route());
  });

  afterEach(async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
    await until(() => clock.pending === 0, 'no deadline is left behind');
  });

  describe('with every bad request of the table', () => {
    const target: Target = { path: PATH, ...LOGIN, body: () => '<a>1</a>', contentType: 'text/xml' };
    for (const { row, name, bytes, end, status, stored, check } of badRequests(target)) {
      it(`row ${row}: answers ${String(status)} to ${name}`, async () => {
        reservation.open(PATH, route(new LoginCheck(LOGIN)));
        const answer = await sendRaw(port, bytes, end);
        assert.ok([status].flat().includes(answer.status), `status ${answer.status}`);
        if (stored !== undefined || answer.status !== 200) assert.equal(taken.length, stored ? 1 : 0);
        assert.ok(check?.(answer) ?? true, 'headers or body');
      });
    }
  });

  it('answers exactly what the route says, after the route has said it', async () => {
    let store: () => void = () => undefined;
    let storing = false;
    answerWith = () =>
      new Promise((resolve) => {
        storing = true;
        store = () => resolve(OK);
      });
    const socket = await openSocket(port);
    const answered = readAnswer(socket);
    socket.write(requestBytes({ target: PATH, body: 'x' }));
    await until(() => storing, 'it is being stored');
    assert.equal(await Promise.race([answered, Promise.resolve('not yet')]), 'not yet');
    store();
    const { status, body, headers } = await answered;
    assert.deepEqual([status, body, headers.get('content-type')], [200, 'thanks', 'text/plain']);
    assert.equal(headers.get('cache-control'), 'no-store');
    socket.destroy();
  });

  it('hands over the bytes as they came, with lower-case headers and without the login', async () => {
    const body = Buffer.from([0xff, 0x00, 0x41]);
    await post(body, ['X-Kind: one', 'Authorization: Basic YTpi', 'Cookie: a=b']);
    const request = taken[0] as WebhookRequest;
    assert.deepEqual(request.body, { raw: body });
    assert.equal(request.headers['x-kind'], 'one');
    assert.deepEqual([request.headers['authorization'], request.headers['cookie']], [undefined, undefined]);
  });

  it('joins a body that comes in many pieces', async () => {
    const socket = await openSocket(port);
    const answered = readAnswer(socket);
    socket.setNoDelay(true);
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`);
    for (const piece of ['3\r\nabc\r\n', '2\r\nde\r\n', '0\r\n\r\n']) {
      await new Promise((resolve) => socket.write(piece, resolve));
    }
    assert.equal((await answered).status, 200);
    assert.deepEqual(taken[0]?.body, { raw: Buffer.from('abcde') });
    socket.destroy();
  });

  it('serves further requests on the same connection after every kind of refusal of a short body', async () => {
    const socket = await openSocket(port);
    const gzip = requestBytes({ target: PATH, body: 'zipped', headers: ['Content-Encoding: gzip'] });
    const wrong = requestBytes({ method: 'PUT', target: PATH, body: 'body' });
    for (const [bytes, status] of [
      [gzip, 415],
      [wrong, 405],
      [requestBytes({ target: PATH, body: 'x' }), 200],
    ] as const) {
      const answered = readAnswer(socket);
      socket.write(bytes);
      assert.equal((await answered).status, status);
      socket.removeAllListeners('data').removeAllListeners('close');
    }
    socket.destroy();
  });

  it('gives a sender of 200 MB its 413 while it is still sending, and closes', async () => {
    const socket = await openSocket(port);
    const answered = readAnswer(socket, { untilClose: true });
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n`);
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(0x10000, 'a'), Buffer.from('\r\n')]);
    for (let sent = 0; sent < 200 * 1024 * 1024 && !socket.destroyed; sent += 0x10000) {
      if (!socket.write(chunk))
        await Promise.race([once(socket, 'drain'), once(socket, 'close')]).catch(() => undefined);
      if (sent > 4 * 1024 * 1024) clock.advance(1_000);
    }
    const { status, closed } = await answered;
    assert.deepEqual([status, closed, taken.length], [413, true, 0]);
  });

  for (const [scale, ms] of [
    [1, 10_000],
    [200, 5_000],
  ] as const) {
    it(`ends a body that drips in with 408 after ${ms / 1_000} seconds, and not before, with time scale ${scale}`, async () => {
      clock.scale = scale;
      const socket = await openSocket(port);
      const answered = readAnswer(socket, { untilClose: true });
      socket.write(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na`);
      await until(() => clock.pending === 1, 'the body is being read');
      clock.advance(ms - 1);
      assert.equal(clock.pending, 1);
      clock.advance(1);
      const { status, closed } = await answered;
      assert.deepEqual([status, closed, taken.length], [408, true, 0]);
    });
  }

  it('stores nothing of a request that is cut off, and goes on', async () => {
    const socket = await openSocket(port);
    socket.write(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nabc`);
    await until(() => clock.pending === 1, 'the body is being read');
    socket.resetAndDestroy();
    await until(() => clock.pending === 0, 'it is given up');
    assert.equal(taken.length, 0);
    assert.equal((await post('x')).status, 200);
  });

  it('row 33: survives a sender that is gone before its answer, and answers its retry', async () => {
    let store: () => void = () => undefined;
    let storing = false;
    answerWith = () =>
      new Promise((resolve) => {
        storing = true;
        store = () => resolve(OK);
      });
    const socket = await openSocket(port);
    socket.write(requestBytes({ target: PATH, body: 'x' }));
    await until(() => storing, 'it is being stored');
    socket.resetAndDestroy();
    await once(socket, 'close');
    store();
    answerWith = () => Promise.resolve(OK);
    assert.equal((await post('x')).status, 200);
  });

  it('row 31: serves a good request beside 500 connections that stay silent and 200 that drip', async () => {
    const silent = await Promise.all(Array.from({ length: 700 }, () => openSocket(port)));
    for (const socket of silent.slice(500)) {
      socket.write(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\na`);
    }
    assert.equal((await post('x')).status, 200);
    for (const socket of silent) socket.destroy();
    await until(() => clock.pending === 0, 'all are given up');
  });

  it('row 15: serves a good sender beside a thousand wrong paths, and each of those passes on', async () => {
    const wrong = Array.from({ length: 1_000 }, (_, i) => sendRaw(port, requestBytes({ target: `/${i}`, body: 'x' })));
    assert.equal((await post('x')).status, 200);
    assert.ok((await Promise.all(wrong)).every(({ status }) => status === 404));
    assert.equal(passedOn.length, 1_000);
  });

  describe('answers 503 with Retry-After', () => {
    const isUnavailable = async (): Promise<void> => {
      const { status, headers, body } = await post('x');
      assert.deepEqual([status, body], [503, '']);
      assert.match(headers.get('retry-after') ?? '', /^\d+$/);
    };

    it('where the route cannot store', async () => {
      answerWith = () => Promise.reject(new Error('disk full at /secret/place'));
      await isUnavailable();
      answerWith = () => Promise.resolve(OK);
      assert.equal((await post('x')).status, 200);
    });

    it('while the connection is closed, and for any method', async () => {
      reservation.close();
      await isUnavailable();
      assert.equal((await sendRaw(port, requestBytes({ method: 'GET', target: PATH }))).status, 503);
      assert.equal(taken.length, 0);
    });

    it('where the connection closes while the body comes in', async () => {
      const socket = await openSocket(port);
      const answered = readAnswer(socket);
      socket.write(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\na`);
      await until(() => clock.pending === 1, 'the body is being read');
      reservation.close();
      reservation.open(PATH, route());
      socket.write('b');
      assert.equal((await answered).status, 503);
      assert.equal(taken.length, 0);
      socket.destroy();
    });

    it('row 70: above a thousand requests that are being stored at once', async () => {
      const stores: (() => void)[] = [];
      answerWith = () => new Promise((resolve) => stores.push(() => resolve(OK)));
      const sockets = await Promise.all(Array.from({ length: 100 }, () => openSocket(port)));
      const ten = Buffer.concat(Array.from({ length: 10 }, () => requestBytes({ target: PATH, body: 'x' })));
      for (const socket of sockets) socket.write(ten);
      await until(() => stores.length === 1_000, 'a thousand are being stored');
      await isUnavailable();
      for (const store of stores.splice(0)) store();
      answerWith = () => Promise.resolve(OK);
      await until(() => taken.length >= 1_000, 'they are stored');
      assert.equal((await post('x')).status, 200);
      for (const socket of sockets) socket.destroy();
    });

    it('where the route throws instead of rejecting', async () => {
      reservation.open(PATH, {
        methods: { '': ['POST'] },
        admit: () => {
          throw new Error('bug');
        },
        accept: () => Promise.reject(new Error('bug')),
      });
      await isUnavailable();
    });

    it('where the answer cannot be sent it closes and goes on', async () => {
      answerWith = () => Promise.resolve({ status: 200, headers: { 'x-a': 'line\r\nbreak' } });
      assert.equal((await post('x')).status, 0);
      answerWith = () => Promise.resolve(OK);
      assert.equal((await post('x')).status, 200);
    });
  });

  describe('where a body parser was there first', () => {
    const drain = async (req: HttpRequest): Promise<string> => {
      let text = '';
      for await (const chunk of req) text += String(chunk);
      return text;
    };

    it('uses the parsed body', async () => {
      parser = async (req) => Object.assign(req, { body: JSON.parse(await drain(req)) as unknown, _body: true });
      assert.equal((await post('{"a":1}')).status, 200);
      assert.deepEqual(taken[0]?.body, { parsed: { a: 1 } });
    });

    it('takes bytes and text for the raw body', async () => {
      for (const make of [(text: string) => Buffer.from(text), String]) {
        parser = async (req) => Object.assign(req, { body: make(await drain(req)), _body: true });
        assert.equal((await post('é')).status, 200);
      }
      assert.deepEqual(
        taken.map(({ body }) => body),
        [{ raw: Buffer.from('é') }, { raw: Buffer.from('é') }],
      );
    });

    it('still refuses one that is too large or empty', async () => {
      parser = async (req) => Object.assign(req, { body: await drain(req), _body: true });
      const chunked = Buffer.concat([
        Buffer.from(`POST ${PATH} HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n40001\r\n`),
        Buffer.alloc(MAX_BODY_BYTES + 1, 'a'),
        Buffer.from('\r\n0\r\n\r\n'),
      ]);
      assert.equal((await sendRaw(port, chunked)).status, 413);
      assert.equal((await post('')).status, 400);
      parser = drain;
      assert.equal((await post('x')).status, 400);
      assert.equal(taken.length, 0);
    });
  });

  describe('behind what the administrator has set up', () => {
    const standBehind = (before: HttpHandler): void => {
      handle = createWebhookHandler({ routes, root: '', clock, before });
    };

    it('runs it for requests of ours only, and before them', async () => {
      const seen: string[] = [];
      standBehind((req, _res, next) => {
        seen.push(req.url ?? '');
        next();
      });
      assert.equal((await sendRaw(port, requestBytes({ target: '/other', body: 'x' }))).status, 404);
      assert.equal((await post('x')).status, 200);
      assert.deepEqual(seen, [PATH]);
    });

    it('stores nothing where it answers, fails or throws', async () => {
      standBehind((_req, res) => {
        res.writeHead(403).end();
      });
      assert.equal((await post('x')).status, 403);
      standBehind((_req, _res, next) => next(new Error('no')));
      assert.equal((await post('x')).status, 503);
      standBehind(() => {
        throw new Error('no');
      });
      assert.equal((await post('x')).status, 503);
      assert.equal(taken.length, 0);
    });
  });

  it('serves each suffix with its own methods, and GET without a body', async () => {
    reservation.open(PATH, route(undefined, { '/first': ['POST'], '/document': ['GET'] }));
    assert.equal((await sendRaw(port, requestBytes({ target: `${PATH}/first`, body: 'x' }))).status, 200);
    assert.equal((await sendRaw(port, requestBytes({ method: 'GET', target: `${PATH}/document` }))).status, 200);
    assert.equal((await sendRaw(port, requestBytes({ target: `${PATH}/document`, body: 'x' }))).status, 405);
    assert.equal((await post('x')).status, 404);
    assert.deepEqual(
      taken.map(({ suffix }) => suffix),
      ['/first', '/document'],
    );
  });

  it('finds a path only below its root, and by the original URL inside a mounted app', () => {
    const handler = createWebhookHandler({ routes, root: '/api', clock });
    const passes = (url: string, originalUrl?: string): boolean => {
      let passed = false;
      const res = { headersSent: true, setHeader: () => undefined, destroyed: true };
      const req = { url, originalUrl, method: 'PUT', headers: {}, rawHeaders: [] };
      handler(req as unknown as HttpRequest, res as never, () => (passed = true));
      return passed;
    };
    assert.equal(passes(PATH), true);
    assert.equal(passes(`/apis${PATH}`), true);
    assert.equal(passes(`/API${PATH}`), false);
    assert.equal(passes(`/api${PATH}`), false);
    assert.equal(passes(PATH, `/api${PATH}`), false);
    assert.equal(passes(PATH, `/other${PATH}`), true);
  });
});

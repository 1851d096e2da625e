import type { Dispatcher } from 'undici';
import type { Clock } from '../../domain/clock';
import type { PushlineError } from '../../domain/errors';
import { parseBaseUrl } from './base-url';
import { startDeadline, type Deadline } from '../../work/deadline';
import { unpacked } from './content-coding';
import { createWays, type RouteOptions } from './dispatcher';
import { networkError, unavailable } from './network-error';
import { notingStart } from './noting-start';
import { parseRetryAfter } from '../../domain/retry-after';
import { serverDate } from '../../domain/server-date';
import { statusError } from './status-error';
import { tooLarge } from './bad-answer';

/** HTTP towards one provider. Every call ends by its deadline and rejects only with a `PushlineError`. */
export interface HttpClient {
  /** The whole body, at most `maxBytes`; the deadline covers all of it. */
  read(call: HttpCall): Promise<HttpReply>;
  /**
   * The body as it comes: the deadline holds until the headers and then anew for each piece, so that a large document
   * on a slow line gets through and a dead line does not hold us. Its iteration fails with a `PushlineError`, too.
   */
  open(call: HttpCall): Promise<HttpStream>;
  /** Cuts what is still under way. Twice is safe. */
  close(): Promise<void>;
}

export interface HttpCall {
  /** GET unless told. */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Below the base URL, starting with `/`. */
  path: string;
  query?: Record<string, string>;
  /** Beside those of the client, which they override. */
  headers?: Record<string, string>;
  /** A POST or PUT without one says `Content-Length: 0`. */
  body?: string | Buffer;
  timeoutMs?: number;
  maxBytes?: number;
  /** Must not be made twice, so it goes over a connection of its own, where what is lost is lost knowingly. */
  once?: boolean;
  /** Of `read`: refusing statuses (4xx) whose answer is given back instead, as far as it can be read. */
  refusals?: readonly number[];
  signal: AbortSignal;
}

interface HttpHead {
  status: number;
  contentType: string | undefined;
  /** How far the provider's clock is ahead of our steady time, to the second, by its `Date`; undefined: it does not say. */
  skewMs?: number | undefined;
}

export interface HttpReply extends HttpHead {
  body: Buffer;
}

export interface HttpStream extends HttpHead {
  body: AsyncGenerator<Buffer, void, undefined>;
}

export interface HttpClientOptions extends RouteOptions {
  /** `https:`, or `http:` on loopback. */
  baseUrl: string;
  /** Asked anew for every request. */
  headers: () => Record<string, string>;
  clock: Clock;
  /** 30 s unless told. */
  timeoutMs?: number;
}

const TIMEOUT_MS = 30_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** Throws `ConfigError` for a base URL or proxy that cannot be used. */
export function createHttpClient(options: HttpClientOptions): HttpClient {
  const baseUrl = parseBaseUrl(options.baseUrl);
  const ways = createWays(baseUrl, options);
  const { clock } = options;

  async function send(call: HttpCall, deadline: Deadline, onStart: () => void): Promise<Dispatcher.ResponseData> {
    const query = call.query === undefined ? '' : `?${new URLSearchParams(call.query).toString()}`;
    const path = `${baseUrl.pathname === '/' ? '' : baseUrl.pathname}${call.path}${query}`;
    const { signal } = deadline;
    signal.throwIfAborted();
    const reply = await notingStart(call.once ? ways.fresh : ways.kept, onStart).request({
      origin: baseUrl.origin,
      path,
      method: call.method ?? 'GET',
      headers: { 'accept-encoding': 'identity', ...options.headers(), ...call.headers },
      body: call.body ?? null,
      signal,
    });
    // Without a listener, a cut after the headers would end the process.
    reply.body.on('error', () => undefined);
    clock.hear(serverDate(reply.headers));
    if (isSuccess(reply.statusCode) || call.refusals?.includes(reply.statusCode)) return reply;
    reply.body.destroy();
    throw statusError(reply.statusCode, parseRetryAfter(headerText(reply.headers['retry-after']), clock.theirs()));
  }

  async function exchange(call: HttpCall, perPiece: boolean): Promise<HttpStream> {
    const deadline = startDeadline(clock, call.timeoutMs ?? options.timeoutMs ?? TIMEOUT_MS, call.signal);
    let hasStarted = false;
    try {
      const reply = await unlessAborted(
        // What leaves later than it may would come when others have long concluded that it did not.
        send(call, deadline, () => (hasStarted = deadline.check())),
        deadline.signal,
      );
      const contentType = headerText(reply.headers['content-type']);
      const theirs = serverDate(reply.headers);
      const skewMs = theirs === undefined ? undefined : theirs - clock.now();
      const body = await unpacked(reply.body, headerText(reply.headers['content-encoding']));
      return { status: reply.statusCode, contentType, skewMs, body: pieces(body, deadline, perPiece) };
    } catch (thrown) {
      deadline.end();
      throw explain(thrown, deadline, hasStarted);
    }
  }

  async function* pieces(
    body: AsyncIterable<unknown>,
    deadline: Deadline,
    perPiece: boolean,
  ): AsyncGenerator<Buffer, void, undefined> {
    try {
      for await (const piece of body) {
        // The time that the reader takes for a piece is not the provider's.
        if (perPiece) deadline.pause();
        yield piece as Buffer;
        if (perPiece) deadline.restart();
      }
    } catch (thrown) {
      throw explain(thrown, deadline, true);
    } finally {
      deadline.end();
    }
  }

  return {
    async read(call) {
      const { body, ...head } = await exchange(call, false);
      const whole = collect(body, call.maxBytes ?? MAX_BYTES);
      // The status of a refusal stands, whatever becomes of the rest.
      return { ...head, body: await (isSuccess(head.status) ? whole : whole.catch(() => Buffer.alloc(0))) };
    },
    open: (call) => exchange(call, true),
    close: () => ways.destroy(),
  };
}

/** The library itself notices that it is to stop only once it has a connection, and then sends nothing. */
function unlessAborted<T>(work: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const stop = (): void => reject(new Error('aborted'));
    signal.addEventListener('abort', stop, { once: true });
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', stop));
  });
}

function isSuccess(status: number): boolean {
  return status >= 200 && status < 300;
}

function explain(thrown: unknown, deadline: Deadline, hasStarted: boolean): PushlineError {
  if (deadline.expired) return unavailable('timeout', { hasStarted });
  if (deadline.signal.aborted) return unavailable('aborted', { hasStarted });
  return networkError(thrown, hasStarted);
}

async function collect(body: AsyncIterable<Buffer>, maxBytes: number): Promise<Buffer> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of body) {
    size += piece.length;
    if (size > maxBytes) throw tooLarge();
    pieces.push(piece);
  }
  return Buffer.concat(pieces);
}

function headerText(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}

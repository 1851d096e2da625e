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

/** An HTTP client for one provider. Every call ends by its deadline and rejects only with a `PushlineError`. */
export interface HttpClient {
  /** Reads the whole body, at most `maxBytes`; the deadline covers all of it. */
  read(call: HttpCall): Promise<HttpReply>;
  /**
   * Streams the body. The deadline applies to the headers and then to each chunk separately, so that a
   * large document gets through a slow line while a dead line is still noticed. Iterating the body also
   * fails only with a `PushlineError`.
   */
  open(call: HttpCall): Promise<HttpStream>;
  /** Aborts all requests that are still running. Safe to call twice. */
  close(): Promise<void>;
}

export interface HttpCall {
  /** Default: GET. */
  method?: 'GET' | 'POST' | 'PUT' | 'DELETE';
  /** Relative to the base URL, starting with `/`. */
  path: string;
  query?: Record<string, string>;
  /** Added to the client's headers; these win. */
  headers?: Record<string, string>;
  /** A POST or PUT without a body sends `Content-Length: 0`. */
  body?: string | Buffer;
  timeoutMs?: number;
  maxBytes?: number;
  /**
   * For a request that must not be made twice: it gets a new connection, because a reused one may already be dead, and
   * then we could not tell whether the request was lost.
   */
  once?: boolean;
  /** For `read`: 4xx statuses whose body is returned, as far as it can be read, instead of throwing an error. */
  refusals?: readonly number[];
  signal: AbortSignal;
}

interface HttpHead {
  status: number;
  contentType: string | undefined;
  /**
   * How many ms the provider's clock is ahead of our steady time, by its `Date` header (precise to the second);
   * undefined without that header.
   */
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
  /** Called for every request. */
  headers: () => Record<string, string>;
  clock: Clock;
  /** Default: 30 s. */
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
    // Without a listener, a connection cut after the headers would crash the process.
    reply.body.on('error', () => undefined);
    clock.noteTheirs(serverDate(reply.headers));
    if (isSuccess(reply.statusCode) || call.refusals?.includes(reply.statusCode)) return reply;
    reply.body.destroy();
    throw statusError(reply.statusCode, parseRetryAfter(headerText(reply.headers['retry-after']), clock.theirs()));
  }

  async function exchange(call: HttpCall, perPiece: boolean): Promise<HttpStream> {
    const deadline = startDeadline(clock, call.timeoutMs ?? options.timeoutMs ?? TIMEOUT_MS, call.signal);
    let hasStarted = false;
    try {
      const reply = await unlessAborted(
        // `check` stops a request that would leave after its deadline (this process may have been suspended): by then
        // another instance may have concluded that it was never sent.
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
        // The provider is not charged for the time that our reader takes for a chunk.
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
      // A refusal counts by its status, even if its body cannot be read.
      return { ...head, body: await (isSuccess(head.status) ? whole : whole.catch(() => Buffer.alloc(0))) };
    },
    open: (call) => exchange(call, true),
    close: () => ways.destroy(),
  };
}

/**
 * undici notices an abort only once it has a connection (and then sends nothing), so the caller does not wait for it.
 */
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

import type { Dispatcher } from 'undici';
import type { Clock } from '../../domain/clock';
import { ProviderUnavailableError, type PushlineError, type NetworkReason } from '../../domain/errors';
import { serverDate } from '../../domain/server-date';
import { parseBaseUrl } from '../http/base-url';
import { unpacked } from '../http/content-coding';
import { startDeadline, type Deadline } from '../../work/deadline';
import { createWays, type RouteOptions } from '../http/dispatcher';
import { networkError, unavailable } from '../http/network-error';
import type { Answer } from './answer';
import type { ProbeRequest } from './probe';
import { known, redact, type Redacted } from './redacted';

/** Makes requests and returns every answer, whatever its status. */
export interface Observer {
  /** Resolves with the answer, or with why there was none; never rejects. */
  ask(request: ProbeRequest, authorization: string | undefined, signal: AbortSignal): Promise<Answer>;
  close(): Promise<void>;
}

export interface ObserverOptions extends RouteOptions {
  baseUrl: string;
  headers: Record<string, string>;
  clock: Clock;
}

const TIMEOUT_MS = 10_000;
const MAX_BYTES = 4 * 1024 * 1024;

/** Throws `ConfigError` for a base URL or proxy that cannot be used. */
export function createObserver(options: ObserverOptions): Observer {
  const baseUrl = parseBaseUrl(options.baseUrl);
  const ways = createWays(baseUrl, options);
  const { clock } = options;

  async function exchange(request: ProbeRequest, authorization: string | undefined, deadline: Deadline) {
    const { path, query, method = 'GET', body } = request;
    const search = query === undefined ? '' : `?${new URLSearchParams(query).toString()}`;
    const headers = { 'accept-encoding': 'identity', ...options.headers, ...request.headers };
    const reply = await ways.kept.request({
      origin: baseUrl.origin,
      path: `${baseUrl.pathname === '/' ? '' : baseUrl.pathname}${path}${search}` || '/',
      method,
      headers: authorization === undefined ? headers : { ...headers, authorization },
      body: body ?? null,
      signal: deadline.signal,
    });
    // Without a listener, a connection cut after the headers would crash the process.
    reply.body.on('error', () => undefined);
    return reply;
  }

  return {
    async ask(request, authorization, signal) {
      const deadline = startDeadline(clock, request.timeoutMs ?? TIMEOUT_MS, signal);
      const began = clock.monotonic();
      try {
        signal.throwIfAborted();
        const reply = await exchange(request, authorization, deadline);
        const theirs = serverDate(reply.headers);
        const skewMs = theirs === undefined ? undefined : theirs - clock.wall();
        const read = await readBody(reply);
        const ms = clock.monotonic() - began;
        return { outcome: 'answered', status: reply.statusCode, headers: headersOf(reply), ...read, ms, skewMs };
      } catch (thrown) {
        return { outcome: 'unanswered', reason: reasonOf(explain(thrown, deadline)) };
      } finally {
        deadline.end();
      }
    },
    close: () => ways.destroy(),
  };
}

async function readBody(reply: Dispatcher.ResponseData): Promise<{ body: string; isCut: boolean }> {
  const coding = reply.headers['content-encoding'];
  const stream = await unpacked(reply.body, Array.isArray(coding) ? coding[0] : coding);
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of stream as AsyncIterable<Buffer>) {
    size += piece.length;
    pieces.push(piece);
    if (size > MAX_BYTES) break;
  }
  return { body: Buffer.concat(pieces).toString('utf8'), isCut: size > MAX_BYTES };
}

function headersOf(reply: Dispatcher.ResponseData): Map<string, string> {
  return new Map(
    Object.entries(reply.headers).flatMap(([name, value]) => {
      const first = Array.isArray(value) ? value[0] : value;
      return first === undefined ? [] : [[name.toLowerCase(), first] as const];
    }),
  );
}

function explain(thrown: unknown, deadline: Deadline): PushlineError {
  if (deadline.expired) return unavailable('timeout');
  return deadline.signal.aborted ? unavailable('aborted') : networkError(thrown);
}

const WORDS: readonly NetworkReason[] = [
  ...(['bad-coding', 'clock', 'connect-timeout', 'connection-refused', 'dns', 'network'] as const),
  ...(['proxy', 'reset', 'timeout', 'tls', 'protocol'] as const),
];

function reasonOf(error: PushlineError): Redacted {
  const reason = error instanceof ProviderUnavailableError ? known(error.detail.reason ?? '', WORDS) : undefined;
  return reason === undefined ? redact`no answer` : redact`no answer (${reason})`;
}

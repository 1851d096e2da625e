import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Clock } from '../../domain/clock';
import type { WebhookAnswer } from '../../domain/webhook';
import { MAX_BODY_BYTES } from './refusal';

interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
}

const LINGER_MS = 1_000;

/** Sends an answer exactly as it is. Never throws, because it is called where an exception would not be caught. */
export function sendAnswer(res: ServerResponse, { status, headers, body = '' }: WebhookAnswer): void {
  if (res.headersSent || res.destroyed) return;
  try {
    writeHead(res, status, { ...headers, 'content-length': Buffer.byteLength(body) });
    res.end(body);
  } catch {
    res.destroy();
  }
}

/**
 * Refuses a request whose body has not been read. A short body is skipped, so that the HTTP connection can be used
 * again; a long or endless one ends it.
 */
export function sendRefusal(exchange: Exchange, answer: WebhookAnswer, clock: Clock): void {
  if (isShort(exchange.req)) sendAnswer(exchange.res, answer);
  else closeAfter(exchange, answer, clock);
}

/**
 * Answers and closes the connection. The body is read on for a while: closing while bytes are under way would reset the
 * connection, and the sender might never see the answer.
 */
export function closeAfter({ req, res }: Exchange, { status, headers }: WebhookAnswer, clock: Clock): void {
  if (res.headersSent || res.destroyed) return;
  writeHead(res, status, { ...headers, 'content-length': 0, connection: 'close' });
  if (req.readableEnded || req.destroyed) {
    res.end();
    return;
  }
  res.flushHeaders();
  const end = (): void => {
    timer.cancel();
    res.end();
  };
  const timer = clock.after(LINGER_MS, end);
  req.once('end', end).once('close', end).resume();
}

function writeHead(res: ServerResponse, status: number, headers: OutgoingHttpHeaders): void {
  // If the request passed through the editor's app, that has allowed every web page to read the answer.
  res.removeHeader('access-control-allow-origin');
  res.writeHead(status, { ...headers, 'cache-control': 'no-store' });
}

function isShort({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= MAX_BODY_BYTES;
}

import type { IncomingMessage, OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { Clock } from '../../domain/clock';
import type { WebhookAnswer } from '../../domain/webhook';
import { MAX_BODY_BYTES } from './refusal';

interface Exchange {
  req: IncomingMessage;
  res: ServerResponse;
}

const LINGER_MS = 1_000;

/** Sends exactly what the route says. Never throws: it runs where nobody would catch. */
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
 * Refuses a request whose body nobody reads: a short one is skipped, so that the HTTP connection can go on; with a long
 * or endless one it ends.
 */
export function sendRefusal(exchange: Exchange, answer: WebhookAnswer, clock: Clock): void {
  if (isShort(exchange.req)) sendAnswer(exchange.res, answer);
  else closeAfter(exchange, answer, clock);
}

/** Closing on bytes still under way resets the connection, and the sender might never see why: so it is read on a while. */
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
  // Where the editor's app stands before us it has offered the answer to every web page.
  res.removeHeader('access-control-allow-origin');
  res.writeHead(status, { ...headers, 'cache-control': 'no-store' });
}

function isShort({ headers }: IncomingMessage): boolean {
  return headers['transfer-encoding'] === undefined && Number(headers['content-length'] ?? 0) <= MAX_BODY_BYTES;
}

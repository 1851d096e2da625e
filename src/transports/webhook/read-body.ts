import type { IncomingMessage } from 'node:http';
import { forAnswer, type Clock } from '../../domain/clock';
import type { WebhookBody } from '../../domain/webhook';
import { MAX_BODY_BYTES } from './refusal';

/** A request that a body parser may already have read: it then leaves `_body` and `body` behind. */
export type HttpRequest = IncomingMessage & { originalUrl?: string; _body?: unknown; body?: unknown };

export type BodyOutcome = WebhookBody | 'too-large' | 'too-slow' | 'aborted';

/** The HTTP server is Node-RED's, and its own limit for a slow body is five minutes. */
const DEADLINE_MS = 10_000;

/**
 * Reads a request's body, or takes it from a body parser that has read it already. Calls `done` once; it must not
 * throw.
 */
export function readBody(req: HttpRequest, clock: Clock, done: (outcome: BodyOutcome) => void): void {
  if (req._body || req.readableEnded) {
    done(takeOver(req.body));
    return;
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  const finish = (outcome: BodyOutcome): void => {
    deadline.cancel();
    req.off('data', onData).off('end', onEnd).off('close', onClose);
    done(outcome);
  };
  const onData = (chunk: Buffer): void => {
    bytes += chunk.length;
    if (bytes > MAX_BODY_BYTES) finish('too-large');
    else chunks.push(chunk);
  };
  const onEnd = (): void => finish(req.complete ? { raw: joined(chunks) } : 'aborted');
  const onClose = (): void => finish('aborted');
  const deadline = clock.after(forAnswer(clock, DEADLINE_MS), () => finish('too-slow'));
  req.on('data', onData).on('end', onEnd).on('close', onClose);
}

function takeOver(body: unknown): BodyOutcome {
  if (body === undefined || body === null) return { raw: Buffer.alloc(0) };
  const raw = typeof body === 'string' ? Buffer.from(body) : body;
  if (!Buffer.isBuffer(raw)) return { parsed: body };
  return raw.length > MAX_BODY_BYTES ? 'too-large' : { raw };
}

/** Without a copy if the body came in one piece, as nearly every one does. */
function joined(chunks: Buffer[]): Buffer {
  const [only] = chunks;
  return only !== undefined && chunks.length === 1 ? only : Buffer.concat(chunks);
}

import type { Agent, ClientRequest } from 'node:http';
import type { Clock } from '../../../domain/clock';
import { askOnce, type Answer, type NoAnswer } from '../../http/ask-once';
import type { Waits } from '../../waits';
import type { PostFault } from '../fault';
import type { PushBody } from './push-body';

export interface Post extends PushBody {
  url: string;
  agent: Agent;
  clock: Clock;
  /** For request and answer together. */
  timeoutMs: number;
  waits: Waits;
  fault?: PostFault | undefined;
}

export type PostResult = Answer | NoAnswer<PostFault>;

const MAX_ANSWER_BYTES = 64 * 1024;
const SLOW_CHUNKS = 8;
const SLOW_PAUSE_MS = 250;

/** Posts once. Rejects only for a URL that cannot be requested. */
export function post({ body, waits, headers, fault, ...options }: Post): Promise<PostResult> {
  const framing: Record<string, string> =
    fault === 'slow' ? { 'transfer-encoding': 'chunked' } : { 'content-length': String(body.length) };
  return askOnce<PostFault>({
    ...options,
    method: 'POST',
    headers: { ...headers, ...framing },
    maxAnswerBytes: MAX_ANSWER_BYTES,
    fault,
    send: (request, fail) => {
      if (fault === 'half') request.write(body.subarray(0, body.length / 2), () => fail(fault));
      else if (fault === 'slow') writeSlowly(request, { body, waits });
      else request.end(body);
    },
  });
}

/** Writes small chunks, which also end inside multi-byte characters. */
function writeSlowly(request: ClientRequest, { body, waits }: Pick<Post, 'body' | 'waits'>, at = 0): void {
  if (request.destroyed) return;
  if (at >= body.length) {
    request.end();
    return;
  }
  const next = at + Math.ceil(body.length / SLOW_CHUNKS);
  request.write(body.subarray(at, next));
  waits.after(SLOW_PAUSE_MS, () => writeSlowly(request, { body, waits }, next));
}

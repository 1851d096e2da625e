import { request as httpRequest, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Clock } from '../../../domain/clock';
import type { Waits } from '../../waits';
import type { PostFault } from '../fault';
import type { PushBody } from './push-body';

export interface Post extends PushBody {
  url: string;
  agent: Agent;
  clock: Clock;
  /** For the whole exchange. */
  timeoutMs: number;
  waits: Waits;
  fault?: PostFault | undefined;
}

/** `failed`: no answer came, or the fault kept it from being read. */
export type PostResult = { status: number; body: string } | { failed: 'refused' | 'reset' | 'timeout' | PostFault };

const MAX_ANSWER_BYTES = 64 * 1024;
const SLOW_CHUNKS = 8;
const SLOW_PAUSE_MS = 250;

/** Posts once; destroying the agent ends it early. Never rejects. */
export function post(options: Post): Promise<PostResult> {
  const { url, headers, body, agent, clock, timeoutMs, fault } = options;
  return new Promise((resolve) => {
    const framing = fault === 'slow' ? { 'transfer-encoding': 'chunked' } : { 'content-length': body.length };
    const send = agent instanceof HttpsAgent ? httpsRequest : httpRequest;
    const request = send(url, { method: 'POST', agent, headers: { ...headers, ...framing } });
    const timer = clock.after(timeoutMs, () => finish({ failed: 'timeout' }));
    const finish = (result: PostResult): void => {
      timer.cancel();
      if ('failed' in result) request.destroy();
      resolve(result);
    };
    request.on('error', (error: NodeJS.ErrnoException) =>
      finish({ failed: error.code === 'ECONNREFUSED' ? 'refused' : 'reset' }),
    );
    request.on('response', (response) => {
      if (fault === 'unread') finish({ failed: fault });
      else readAnswer(response, finish);
    });
    if (fault === 'cut') request.on('finish', () => finish({ failed: fault }));
    if (fault === 'half') request.write(body.subarray(0, body.length / 2), () => finish({ failed: fault }));
    else if (fault === 'slow') writeSlowly(request, options);
    else request.end(body);
  });
}

function readAnswer(response: IncomingMessage, finish: (result: PostResult) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_ANSWER_BYTES) chunks.push(chunk);
  });
  response.on('error', () => finish({ failed: 'reset' }));
  response.on('end', () => finish({ status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') }));
}

/** Cuts inside characters too. */
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

import { request as httpRequest, type Agent, type ClientRequest, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Clock } from '../../domain/clock';
import { isOwnMachine } from './own-machine';

export interface AskOnce<F extends string> {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  agent: Agent;
  clock: Clock;
  /** For request and answer together. */
  timeoutMs: number;
  maxAnswerBytes: number;
  /** `cut`: the connection breaks after the request was sent. `unread`: it breaks when the answer begins. */
  fault: F | 'cut' | 'unread' | undefined;
  /** Writes the body and ends the request, or calls `fail`. */
  send: (request: ClientRequest, fail: (reason: F) => void) => void;
}

export interface Answer {
  status: number;
  /** By name in lower case. */
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/**
 * Why there is no answer: it did not come, was cut off or too large, or a fault prevented it. `foreign`: the URL is on
 * another machine, so it was not requested.
 */
export type NoAnswer<F extends string> = { failed: 'foreign' | 'refused' | 'reset' | 'timeout' | 'too-large' | F };

type Finish<F extends string> = (result: Answer | NoAnswer<F | 'cut' | 'unread'>) => void;

/**
 * Makes one request to the customer, like a provider. Destroying the agent aborts it. Rejects only for
 * a URL that cannot be requested.
 */
export function askOnce<F extends string>(options: AskOnce<F>): Promise<Answer | NoAnswer<F | 'cut' | 'unread'>> {
  const { url, method, headers, agent, clock, timeoutMs, maxAnswerBytes, fault, send } = options;
  if (!isOwnMachine(url)) return Promise.resolve({ failed: 'foreign' });
  return new Promise((resolve) => {
    const open = agent instanceof HttpsAgent ? httpsRequest : httpRequest;
    const request = open(url, { method, agent, headers });
    const timer = clock.after(timeoutMs, () => finish({ failed: 'timeout' }));
    let settled = false;
    const finish: Finish<F> = (result) => {
      if (settled) return;
      settled = true;
      timer.cancel();
      if ('failed' in result) request.destroy();
      resolve(result);
    };
    request.on('error', (error: NodeJS.ErrnoException) =>
      finish({ failed: error.code === 'ECONNREFUSED' ? 'refused' : 'reset' }),
    );
    request.on('response', (response) => {
      if (fault === 'unread') finish({ failed: fault });
      else readAnswer(response, maxAnswerBytes, finish);
    });
    if (fault === 'cut') request.on('finish', () => finish({ failed: fault }));
    send(request, (reason) => finish({ failed: reason }));
  });
}

function readAnswer<F extends string>(response: IncomingMessage, maxBytes: number, finish: Finish<F>): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > maxBytes) finish({ failed: 'too-large' });
    else chunks.push(chunk);
  });
  // An answer that is cut off has a 'close' without an 'end'.
  response.on('close', () => finish({ failed: 'reset' }));
  response.on('error', () => finish({ failed: 'reset' }));
  response.on('end', () => {
    finish({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
  });
}

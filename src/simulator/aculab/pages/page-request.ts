import { request as httpRequest, type Agent, type IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Clock } from '../../../domain/clock';
import type { PageFault } from '../fault';

export interface PageRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  /** Only of a POST. */
  body?: string | undefined;
  agent: Agent;
  clock: Clock;
  /** For the whole exchange. */
  timeoutMs: number;
  fault?: Exclude<PageFault, 'lost'> | undefined;
}

export interface PageAnswer {
  status: number;
  /** Lower-case names. */
  headers: IncomingMessage['headers'];
  body: Buffer;
}

/** `failed`: no answer came, or it was cut off, or the fault kept it from being read. */
export type PageResult = PageAnswer | { failed: 'refused' | 'reset' | 'timeout' | 'too-large' | PageFault };

/** The vendor's cap on remote files, far above any list of actions. */
export const MAX_ANSWER_BYTES = 5 * 1024 * 1024;

/** Asks once; destroying the agent ends it early. Never rejects, unless the URL cannot be requested at all. */
export function requestPage({ url, agent, clock, timeoutMs, fault, ...options }: PageRequest): Promise<PageResult> {
  return new Promise((resolve) => {
    const { method, body = '' } = options;
    const headers =
      method === 'GET' ? options.headers : { ...options.headers, 'content-length': Buffer.byteLength(body) };
    const send = agent instanceof HttpsAgent ? httpsRequest : httpRequest;
    const request = send(url, { method, agent, headers });
    const timer = clock.after(timeoutMs, () => finish({ failed: 'timeout' }));
    let settled = false;
    const finish = (result: PageResult): void => {
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
      else readAnswer(response, finish);
    });
    if (fault === 'cut') request.on('finish', () => finish({ failed: fault }));
    if (method === 'GET') request.end();
    else request.end(body);
  });
}

function readAnswer(response: IncomingMessage, finish: (result: PageResult) => void): void {
  const chunks: Buffer[] = [];
  let size = 0;
  response.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) finish({ failed: 'too-large' });
    else chunks.push(chunk);
  });
  // Once the answer is cut off it only closes, without an end.
  response.on('close', () => finish({ failed: 'reset' }));
  response.on('error', () => finish({ failed: 'reset' }));
  response.on('end', () => {
    finish({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.concat(chunks) });
  });
}

import type { Agent } from 'node:http';
import type { Clock } from '../../../domain/clock';
import { askOnce, type Answer, type NoAnswer } from '../../http/ask-once';
import type { PageFault } from '../fault';

export interface PageRequest {
  url: string;
  method: 'GET' | 'POST';
  headers: Record<string, string>;
  /** Only for a POST. */
  body?: string | undefined;
  agent: Agent;
  clock: Clock;
  /** For request and answer together. */
  timeoutMs: number;
  fault?: Exclude<PageFault, 'lost'> | undefined;
}

export type PageResult = Answer | NoAnswer<PageFault>;

/** The vendor's limit for remote files, far above any list of actions. */
const MAX_ANSWER_BYTES = 5 * 1024 * 1024;

/** Makes one request. Rejects only for a URL that cannot be requested. */
export function requestPage({ body = '', headers, fault, ...options }: PageRequest): Promise<PageResult> {
  const isPost = options.method === 'POST';
  return askOnce<PageFault>({
    ...options,
    maxAnswerBytes: MAX_ANSWER_BYTES,
    fault,
    headers: isPost ? { ...headers, 'content-length': String(Buffer.byteLength(body)) } : headers,
    send: (request) => request.end(isPost ? body : undefined),
  });
}

import type { IncomingMessage } from 'node:http';
import type { Reply } from '../http/reply';

export interface RestRequest {
  /** The id or account reference in the path; "" without one. */
  named: string;
  query: URLSearchParams;
  message: IncomingMessage;
  /** For absolute addresses, such as `http://127.0.0.1:8025`. */
  origin: string;
}

export type RestHandler = (request: RestRequest) => Reply | Promise<Reply>;

/** For the few requests that can answer in JSON; most answer in XML, whatever is accepted. */
export function acceptsJson({ headers }: IncomingMessage): boolean {
  return headers.accept?.toLowerCase().includes('application/json') ?? false;
}

import type { IncomingMessage } from 'node:http';
import type { Reply } from '../http/reply';

export interface RestRequest {
  /** What the path names: an id or an account reference; "" if nothing. */
  named: string;
  query: URLSearchParams;
  message: IncomingMessage;
  /** Of absolute addresses, e.g. `http://127.0.0.1:8025`. */
  origin: string;
}

export type RestHandler = (request: RestRequest) => Reply | Promise<Reply>;

/** Most calls answer XML whatever is accepted. */
export function acceptsJson({ headers }: IncomingMessage): boolean {
  return headers.accept?.toLowerCase().includes('application/json') ?? false;
}

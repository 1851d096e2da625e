import type { IncomingMessage } from 'node:http';
import type { RestAction } from './actions';
import type { Reply } from '../http/reply';

export interface RestRequest {
  action: RestAction;
  query: URLSearchParams;
  message: IncomingMessage;
  /** Aborted when the client disconnects. */
  gone: AbortSignal;
}

export type RestHandler = (request: RestRequest) => Reply | Promise<Reply>;

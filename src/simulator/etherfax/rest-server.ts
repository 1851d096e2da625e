import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../domain/clock';
import { isAuthorized, type SimulatedAccount } from './account';
import { restAction, type RestAction } from './actions';
import type { EtherFaxFaults } from './fault';
import { messageReply, sendReply, type Reply } from '../http/reply';
import { answerAction } from '../http/answer-action';
import type { RestHandler, RestRequest } from './rest-request';
import { refusal, spoilReply } from './spoil-reply';

export const REST_PATH = '/rest/3.0/api';

export interface RestServerOptions {
  clock: Clock;
  account: SimulatedAccount;
  faults: EtherFaxFaults;
  handlers: Record<RestAction, RestHandler>;
  onRequest: (action: RestAction) => void;
}

/** Answers the requests below the base URL, and applies faults to them. Never rejects when the client disconnects. */
export class RestServer {
  readonly #options: RestServerOptions;

  constructor(options: RestServerOptions) {
    this.#options = options;
  }

  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(message.url ?? '/', 'http://simulator.invalid');
    const path = url.pathname.slice(REST_PATH.length);
    const action = restAction({ method: message.method ?? '', path, a: url.searchParams.get('a') ?? '' });
    if (action === undefined) return sendReply(response, messageReply(404, 'No such resource was found.'));
    return answerAction({ ...this.#options, spoil: spoilReply }, action, {
      response,
      reply: (gone) => this.#reply({ action, query: url.searchParams, message, gone }),
    });
  }

  #reply(request: RestRequest): Reply | Promise<Reply> {
    const { account, faults, handlers } = this.#options;
    const refused = faults.take('status', request.action);
    if (refused) return refusal(refused);
    if (request.action !== 'banner' && !isAuthorized(account, request.message.headers.authorization)) {
      return messageReply(401, 'Authorization has been denied for this request.');
    }
    return handlers[request.action](request);
  }
}

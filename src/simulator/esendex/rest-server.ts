import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../domain/clock';
import { answerAction } from '../http/answer-action';
import { sendReply, textReply, type Reply } from '../http/reply';
import { routeOf, type Route, type RestAction } from './actions';
import type { Authorization } from './authorization';
import type { EsendexFaults } from './fault';
import { acceptsJson, type RestHandler } from './rest-request';
import { RefusedRequest } from './send-request';
import { faultReply, notFoundReply, refusedReply, spoilReply } from './service-reply';

/** Clients use either version for most requests. */
export const REST_PATHS = ['/v1.0', '/v1.1'] as const;

export interface RestServerOptions {
  clock: Clock;
  authorization: Authorization;
  faults: EsendexFaults;
  handlers: Record<RestAction, RestHandler>;
  onRequest: (action: RestAction) => void;
}

/** Answers REST requests, and applies faults to them. Never rejects when the client disconnects. */
export class RestServer {
  readonly #options: RestServerOptions;

  constructor(options: RestServerOptions) {
    this.#options = options;
  }

  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const origin = `http://${message.headers.host ?? 'localhost'}`;
    const url = new URL(message.url ?? '/', 'http://simulator.invalid');
    const route = routeOf(message.method ?? '', url.pathname.replace(/^\/v1\.[01]/, ''));
    if (route === undefined) return sendReply(response, notFoundReply());
    if (route === 'wrong-method') return sendReply(response, textReply(405, 'The method is not allowed.'));
    return answerAction({ ...this.#options, spoil: spoilReply }, route.action, {
      response,
      reply: () => this.#reply(route, { query: url.searchParams, message, origin }),
    });
  }

  async #reply({ action, named }: Route, request: Omit<Parameters<RestHandler>[0], 'named'>): Promise<Reply> {
    const { authorization, faults, handlers } = this.#options;
    const fault = faults.take('status', action);
    if (fault) return faultReply(fault);
    const refusal = authorization.refusal(request.message.headers.authorization);
    if (refusal !== undefined) return textReply(refusal, 'Access is denied.');
    try {
      return await handlers[action]({ named, ...request });
    } catch (error) {
      if (!(error instanceof RefusedRequest)) throw error;
      const { message } = request;
      const sentJson = message.headers['content-type']?.toLowerCase().startsWith('application/json') ?? false;
      return refusedReply(error, sentJson || acceptsJson(message));
    }
  }
}

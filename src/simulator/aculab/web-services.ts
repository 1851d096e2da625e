import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Clock } from '../../domain/clock';
import { pathOf } from '../http/loopback-server';
import { answerAction } from '../http/answer-action';
import { sendReply, textReply, type Reply } from '../http/reply';
import type { SimulatedAccount } from './account';
import { WEB_ACTIONS, webAction, type WebAction } from './actions';
import { isAuthorized } from './authorization';
import type { AculabFaults } from './fault';
import { RefusedRequest } from './refused-request';
import { readParameters, type RequestParameters } from './request-parameters';
import { faultReply, refusedReply, spoilReply, type RefusalContext } from './service-reply';

export const WEB_PATHS = WEB_ACTIONS.map((action) => `/${action}`);

export interface WebRequest {
  parameters: RequestParameters;
  message: IncomingMessage;
}

export type WebHandler = (request: WebRequest) => Reply | Promise<Reply>;

export interface WebServicesOptions {
  clock: Clock;
  account: SimulatedAccount;
  faults: AculabFaults;
  handlers: Record<WebAction, WebHandler>;
  onRequest: (action: WebAction) => void;
}

/** Answers web service requests, and applies faults to them. Never rejects when the client disconnects. */
export class WebServices {
  readonly #options: WebServicesOptions;

  constructor(options: WebServicesOptions) {
    this.#options = options;
  }

  async handle(message: IncomingMessage, response: ServerResponse): Promise<void> {
    const action = webAction(pathOf(message));
    if (action === undefined) return sendReply(response, textReply(404, 'Not found'));
    return answerAction({ ...this.#options, spoil: spoilReply }, action, {
      response,
      reply: () => this.#reply(action, message),
    });
  }

  async #reply(action: WebAction, message: IncomingMessage): Promise<Reply> {
    const { clock, account, faults, handlers } = this.#options;
    const context: RefusalContext = { message, at: clock.now() };
    const refused = faults.take('status', action);
    if (refused) return faultReply(refused, context);
    try {
      const wrong = faults.take('code', action);
      if (wrong) throw new RefusedRequest(400, wrong.code, 'The request was refused');
      if (!['GET', 'POST'].includes(message.method ?? '')) {
        throw new RefusedRequest(405, 'HTTP 405', 'Method not allowed');
      }
      const login = action === 'service_start' ? 'service' : 'user';
      if (!isAuthorized(account, login, message.headers.authorization)) {
        throw new RefusedRequest(401, 'HTTP 401', 'Unauthorized');
      }
      const query = new URL(message.url ?? '/', 'http://simulator.invalid').searchParams;
      return await handlers[action]({ parameters: await readParameters(message, query), message });
    } catch (error) {
      if (error instanceof RefusedRequest) return refusedReply(error, context);
      throw error;
    }
  }
}

import type { ServerResponse } from 'node:http';
import type { Clock } from '../../domain/clock';
import { compact } from '../../domain/compact';
import type { WebhookAnswer, WebhookBody, WebhookRequest } from '../../domain/webhook';
import { TOO_LARGE, TOO_SLOW, UNAUTHORIZED, UNAVAILABLE } from './answers';
import { authorizationsOf } from './basic-login';
import { refuseBody, refuseHead, type RequestHead } from './refusal';
import { pathBelow } from './comparable-path';
import { readBody, type HttpRequest } from './read-body';
import { closeAfter, sendAnswer, sendRefusal } from './send-answer';
import type { Admission, WebhookRoute } from './webhook-route';
import type { Place, WebhookRoutes } from './webhook-routes';

export type HttpHandler = (req: HttpRequest, res: ServerResponse, next: (error?: unknown) => void) => void;

export interface WebhookHandlerOptions {
  routes: WebhookRoutes;
  /** The prefix of all paths (`httpNodeRoot`), without a slash at its end: `""`, `/api`. */
  root: string;
  clock: Clock;
  /** Called when a request for this connection (node id) was answered, with the HTTP status. Must not throw. */
  onAnswer?: (owner: string, code: number) => void;
  /** Middleware that runs only for requests to our paths; it may answer them itself. */
  before?: HttpHandler;
}

/**
 * With more requests waiting for the store, further ones are refused: the provider keeps them, while memory may be
 * lost.
 */
const MAX_STORING = 1_000;

interface Exchange {
  req: HttpRequest;
  res: ServerResponse;
  place: Place;
}

/** The permanent handler of webhook requests (docs/contract.md#webhooks). Requests to other paths pass on untouched. */
export function createWebhookHandler({ routes, root, clock, onAnswer, before }: WebhookHandlerOptions): HttpHandler {
  let storing = 0;

  const acceptBody = (exchange: Exchange, route: WebhookRoute, admission: Admitted, body: WebhookBody): void => {
    const { req, res, place } = exchange;
    const refusal = refuseBody(headOf(req), body);
    if (refusal) {
      sendAnswer(res, refusal);
      return;
    }
    // The connection may have closed while the body was being read.
    if (place.route !== route || storing >= MAX_STORING) {
      sendAnswer(res, UNAVAILABLE);
      return;
    }
    storing += 1;
    const end = (answer: WebhookAnswer): void => {
      storing -= 1;
      sendAnswer(res, answer);
    };
    route.accept(requestOf(req, place.suffix, body), admission).then(end, () => end(UNAVAILABLE));
  };

  const serve = (exchange: Exchange): void => {
    const { req, res, place } = exchange;
    const { route } = place;
    if (!route) {
      sendRefusal(exchange, UNAVAILABLE, clock);
      return;
    }
    const admission = admit(req, place.suffix, route);
    if (typeof admission !== 'string') {
      sendRefusal(exchange, admission, clock);
      return;
    }
    readBody(req, clock, (body) =>
      guard(res, () => {
        if (body === 'aborted') return;
        if (body === 'too-large') closeAfter(exchange, TOO_LARGE, clock);
        else if (body === 'too-slow') sendAnswer(res, TOO_SLOW);
        else acceptBody(exchange, route, admission, body);
      }),
    );
  };

  return (req, res, next) => {
    const path = pathBelow(root, req.originalUrl ?? req.url ?? '');
    const place = path === undefined ? undefined : routes.find(path);
    if (!place) {
      next();
      return;
    }
    if (onAnswer) res.once('finish', () => onAnswer(place.owner, res.statusCode));
    const ours = (error?: unknown): void =>
      guard(res, () => (error ? sendAnswer(res, UNAVAILABLE) : serve({ req, res, place })));
    if (before) guard(res, () => before(req, res, ours));
    else ours();
  };
}

type Admitted = Exclude<Admission, 'refused'>;

function admit(req: HttpRequest, suffix: string, route: WebhookRoute): Admitted | WebhookAnswer {
  const refusal = refuseHead(headOf(req), route.methods[suffix] ?? []);
  if (refusal) return refusal;
  const admission = route.admit(authorizationsOf(req.rawHeaders));
  return admission === 'refused' ? UNAUTHORIZED : admission;
}

function headOf({ method = '', headers }: HttpRequest): RequestHead {
  return { method, headers };
}

/** An exception in a callback of the HTTP server would end the user's Node-RED, or show its stack to a stranger. */
function guard(res: ServerResponse, step: () => void): void {
  try {
    step();
  } catch {
    sendAnswer(res, UNAVAILABLE);
  }
}

function queryOf({ originalUrl, url = '' }: HttpRequest): string | undefined {
  const target = originalUrl ?? url;
  const at = target.indexOf('?');
  return at < 0 || at === target.length - 1 ? undefined : target.slice(at + 1);
}

function requestOf(req: HttpRequest, suffix: string, body: WebhookBody): WebhookRequest {
  const headers: Record<string, string> = {};
  for (const name of Object.keys(req.headers)) {
    const value = req.headers[name];
    if (typeof value === 'string' && !SECRET.has(name)) headers[name] = value;
  }
  return compact({ method: req.method ?? '', suffix, headers, body, query: queryOf(req) });
}

/** Already checked, and not to be passed on to codecs. */
const SECRET = new Set(['authorization', 'proxy-authorization', 'cookie']);

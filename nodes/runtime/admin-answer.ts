import { PushlineError, toError } from '../../src/domain/errors';
import { isRecord } from '../../src/domain/is-record';
import type { AdminRequest, AdminResponse, RouteHandler } from './node-red';

/** Answers with the result of `handle` as JSON. */
export function answer(handle: (req: AdminRequest) => Promise<unknown>): RouteHandler {
  return answering(handle, (res, body) => res.json(body));
}

export function answerPng(handle: (req: AdminRequest) => Promise<Buffer>): RouteHandler {
  return answering(handle, (res, png) => {
    res.setHeader('content-type', 'image/png');
    res.setHeader('x-content-type-options', 'nosniff');
    res.end(png);
  });
}

/** A rejection becomes an error answer, because nothing may reject unobserved. Personal data must not be cached. */
function answering<T>(
  handle: (req: AdminRequest) => Promise<T>,
  reply: (res: AdminResponse, result: T) => void,
): RouteHandler {
  return (req, res) => {
    void Promise.resolve()
      .then(() => handle(req))
      .then(
        (result) => {
          res.setHeader('cache-control', 'no-store');
          reply(res, result);
        },
        (error: unknown) => refuse(res, toError(error)),
      );
  };
}

function refuse(res: AdminResponse, error: Error): void {
  if (error instanceof AdminError) res.status(error.status).json({ message: error.message });
  else if (error instanceof PushlineError) res.status(503).json({ code: error.code, message: error.message });
  else res.status(500).json({ message: 'unexpected error' });
}

const JSON_TYPE = /^\s*application\/json\s*(?:;|$)/i;

/** JSON only: any web page that the user has open could send a form or plain text with the user's login. */
export function bodyOf(req: AdminRequest): Record<string, unknown> {
  if (!JSON_TYPE.test(req.headers['content-type'] ?? '')) throw new AdminError(415, 'send application/json');
  if (!isRecord(req.body)) throw new AdminError(400, 'the body must be a JSON object');
  return req.body;
}

/** A request that cannot be carried out. The HTTP status says whose fault it is; the message holds no content. */
export class AdminError extends Error {
  constructor(
    readonly status: number,
    message: string,
  ) {
    super(message);
  }
}

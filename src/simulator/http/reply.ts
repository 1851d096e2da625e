import type { ServerResponse } from 'node:http';
import { jsonBody, textBody, type Body } from './body';

/** `cut`: the connection is cut instead of answering. */
export type Reply = { status: number; type: string; body: Body; headers?: Record<string, string> } | 'cut';

const JSON_TYPE = 'application/json; charset=utf-8';

export function bodyReply(body: Body): Reply {
  return { status: 200, type: JSON_TYPE, body };
}

export function jsonReply(value: unknown, status = 200): Reply {
  return { status, type: JSON_TYPE, body: jsonBody(() => value) };
}

/** An error body with a `Message`, in etherFAX's format. */
export function messageReply(status: number, text: string, headers: Record<string, string> = {}): Reply {
  return { status, type: JSON_TYPE, body: jsonBody(() => ({ Message: text })), headers };
}

export function textReply(status: number, text: string, type = 'text/plain; charset=utf-8'): Reply {
  return { status, type, body: textBody(text) };
}

/** The answer of a proxy in front of the service. */
export function badGatewayReply(): Reply {
  return textReply(502, '<html><body><h1>502 Bad Gateway</h1></body></html>', 'text/html');
}

/** HTTP requires this header with every 401, and some clients log in only after it. */
const CHALLENGE = { 'www-authenticate': 'Basic realm="simulator"' };

/**
 * Sends as fast as the client reads, and stops when it disconnects. `breakHalfway` cuts the connection within the body.
 */
export async function sendReply(response: ServerResponse, reply: Reply, { breakHalfway = false } = {}): Promise<void> {
  if (reply === 'cut') {
    response.destroy();
    return;
  }
  const { status, type, body, headers } = reply;
  if (status === 204) {
    response.writeHead(status).end();
    return;
  }
  const challenge = status === 401 ? CHALLENGE : {};
  response.writeHead(status, { 'content-type': type, 'content-length': body.bytes, ...challenge, ...headers });
  let left = breakHalfway ? Math.floor(body.bytes / 2) : Infinity;
  for (const chunk of body.chunks()) {
    if (response.destroyed) return;
    if (chunk.length >= left) {
      await new Promise<void>((resolve) => response.write(chunk.subarray(0, left), () => resolve()));
      response.destroy();
      return;
    }
    left -= chunk.length;
    if (!response.write(chunk)) await writable(response);
  }
  response.end();
}

function writable(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      response.off('drain', done).off('close', done);
      resolve();
    };
    response.on('drain', done).on('close', done);
  });
}

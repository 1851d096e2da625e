import type { IncomingMessage } from 'node:http';
import { badGatewayReply, jsonReply, textReply, type Reply } from '../http/reply';
import { spoilBody } from '../http/spoil-body';
import type { EffectOf } from './fault';
import { RefusedRequest } from './refused-request';
import { wireDate } from './wire-date';

export interface RefusalContext {
  message: IncomingMessage;
  /** ms since the epoch. */
  at: number;
}

const LINK = 'https://www.aculab.com/cloud/web-services/web-service-errors';

/** The vendor's error body, as XML for clients that do not accept JSON. */
export function refusedReply({ status, code, text }: RefusedRequest, { message, at }: RefusalContext): Reply {
  const datetime = wireDate(at);
  const accept = message.headers.accept?.toLowerCase() ?? '';
  if (!/\b(?:application|text)\/json\b/.test(accept)) {
    return textReply(
      status,
      `<?xml version="1.0"?><error><code>${code}</code><text>${text}</text></error>`,
      'text/xml',
    );
  }
  const url = (message.url ?? '').split('?', 1)[0];
  return jsonReply({ error: { code, text, datetime, link: LINK }, request: { url, datetime } }, status);
}

/** The answer to a request that a fault refuses. */
export function faultReply({ status, retryAfterSeconds }: EffectOf<'status'>, context: RefusalContext): Reply {
  if (status === 502) return badGatewayReply();
  const reply = refusedReply(new RefusedRequest(status, `HTTP ${status}`, 'The request was refused'), context);
  if (reply === 'cut' || retryAfterSeconds === undefined) return reply;
  return { ...reply, headers: { 'retry-after': String(retryAfterSeconds) } };
}

/** Replaces a reply by a wrong one with status 200. */
export function spoilReply(reply: Reply, fault: EffectOf<'body'>['body']): Reply {
  if (fault !== 'xml') return spoilBody(reply, fault);
  return textReply(200, '<?xml version="1.0"?><response><status>OK</status></response>', 'text/xml');
}

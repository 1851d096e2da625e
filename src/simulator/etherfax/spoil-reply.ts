import type { EffectOf } from './fault';
import { badGatewayReply, messageReply, textReply, type Reply } from '../http/reply';
import { spoilBody } from '../http/spoil-body';

const WORDS: Partial<Record<number, string>> = {
  400: 'The request is invalid.',
  401: 'Authorization has been denied for this request.',
  402: 'The account has no credit.',
  403: 'The account may not do this.',
  404: 'No such resource was found.',
  429: 'Too many requests.',
};

/** The answer to a request that a fault refuses. */
export function refusal({ status, retryAfterSeconds }: EffectOf<'status'>): Reply {
  if (status === 502) return badGatewayReply();
  const headers = retryAfterSeconds === undefined ? undefined : { 'retry-after': String(retryAfterSeconds) };
  return messageReply(status, WORDS[status] ?? 'An error has occurred.', headers);
}

/** Replaces a reply's JSON by something else. */
export function spoilReply(reply: Reply, fault: EffectOf<'body'>['body']): Reply {
  if (fault !== 'xml') return spoilBody(reply, fault);
  const xml = '<?xml version="1.0" encoding="utf-8"?><Response><FaxResult>Success</FaxResult></Response>';
  return textReply(200, xml, 'application/xml');
}

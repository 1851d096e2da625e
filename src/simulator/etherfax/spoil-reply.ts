import { firstHalf } from '../http/body';
import type { EffectOf } from './fault';
import { messageReply, textReply, type Reply } from '../http/reply';

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
  if (status === 502) return textReply(502, '<html><body><h1>502 Bad Gateway</h1></body></html>', 'text/html');
  const headers = retryAfterSeconds === undefined ? undefined : { 'retry-after': String(retryAfterSeconds) };
  return messageReply(status, WORDS[status] ?? 'An error has occurred.', headers);
}

/** A reply whose body is not the JSON it should be. */
export function spoilReply(reply: Reply, fault: EffectOf<'body'>['body']): Reply {
  if (reply === 'cut') return reply;
  switch (fault) {
    case 'empty':
      return textReply(200, '', reply.type);
    case 'truncated':
      return { ...reply, body: firstHalf(reply.body) };
    case 'xml':
      return textReply(
        200,
        '<?xml version="1.0" encoding="utf-8"?><Response><FaxResult>Success</FaxResult></Response>',
        'application/xml',
      );
  }
}

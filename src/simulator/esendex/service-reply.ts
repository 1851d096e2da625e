import { badGatewayReply, jsonReply, textReply, type Reply } from '../http/reply';
import { spoilBody } from '../http/spoil-body';
import type { EffectOf } from './fault';
import type { RefusedRequest } from './send-request';
import type { WireBehaviour } from './wire-behaviour';
import { element, writeXml, type XmlElement } from './xml';

const XML_TYPE = 'application/xml; charset=utf-8';
const NAMESPACES: Record<WireBehaviour['namespace'], Record<string, string>> = {
  http: { xmlns: 'http://api.esendex.com/ns/' },
  https: { xmlns: 'https://api.esendex.com/ns/' },
  none: {},
};

export function xmlReply(root: XmlElement, { namespace }: WireBehaviour, status = 200): Reply {
  const attributes = { ...NAMESPACES[namespace], ...root.attributes };
  return textReply(status, `<?xml version="1.0" encoding="utf-8"?>${writeXml({ ...root, attributes })}`, XML_TYPE);
}

export function doneReply(): Reply {
  return textReply(200, '', XML_TYPE);
}

export function notFoundReply(): Reply {
  return textReply(404, 'The resource was not found.');
}

/** Errors are JSON for clients that accept it, otherwise plain text. */
export function refusedReply({ status, error }: RefusedRequest, json: boolean): Reply {
  return json ? jsonReply({ errors: [error] }, status) : textReply(status, `${error.code}: ${error.description}`);
}

/** The answer to a request that a fault refuses. */
export function faultReply({ status, retryAfterSeconds }: EffectOf<'status'>): Reply {
  if (status === 502) return badGatewayReply();
  const headers = retryAfterSeconds === undefined ? {} : { 'retry-after': String(retryAfterSeconds) };
  return withHeaders(textReply(status, 'The request could not be processed.'), headers);
}

/** Replaces a reply by a wrong one with status 200. */
export function spoilReply(reply: Reply, fault: EffectOf<'body'>['body']): Reply {
  if (fault !== 'other-root') return spoilBody(reply, fault);
  return textReply(200, writeXml(element('somethingelse', [element('status', 'OK')])), XML_TYPE);
}

function withHeaders(reply: Reply, headers: Record<string, string>): Reply {
  return reply === 'cut' ? reply : { ...reply, headers };
}

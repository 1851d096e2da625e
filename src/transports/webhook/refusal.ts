import type { WebhookAnswer, WebhookBody } from '../../domain/webhook';
import { BAD_REQUEST, TOO_LARGE, WRONG_CODING } from './answers';

/** docs/contract.md#webhooks. Core's own nodes take XML of any size: 200 MB cost the whole process half a gigabyte. */
export const MAX_BODY_BYTES = 256 * 1024;

export interface RequestHead {
  method: string;
  /** Lower-case names. */
  headers: Record<string, string | string[] | undefined>;
}

type Refusal = WebhookAnswer | undefined;

/*
 * In which order a request is refused, whether it comes over HTTP or is relayed by the push socket: its method, coding and
 * stated size; then its login; then its body: too large, blank, in parts.
 */

export function refuseHead({ method, headers }: RequestHead, methods: readonly string[]): Refusal {
  if (!methods.includes(method)) return { status: 405, headers: { allow: methods.join(', ') } };
  if (isEncoded(headers['content-encoding'])) return WRONG_CODING;
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) return TOO_LARGE;
  return undefined;
}

/** Of one that a body parser has read before us, only that is known which is left of it. */
export function refuseBody({ method, headers }: RequestHead, body: WebhookBody): Refusal {
  if (!('raw' in body)) return undefined;
  if (body.raw.length > MAX_BODY_BYTES) return TOO_LARGE;
  if (method !== 'GET' && isBlank(body.raw)) return BAD_REQUEST;
  return isInParts(headers, body.raw) ? WRONG_CODING : undefined;
}

/** Empty, or white space only. */
function isBlank(body: Buffer): boolean {
  return body.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

/** No provider sends parts. One that is only labelled so is read like any other: what a body is, its content says. */
function isInParts(headers: RequestHead['headers'], body: Buffer): boolean {
  const isLabelled = /^\s*multipart\//i.test(String(headers['content-type'] ?? ''));
  return isLabelled && /^\s*--/.test(body.toString('latin1', 0, 100));
}

/** 48 KB of gzip can hold 50 MB. */
function isEncoded(coding: RequestHead['headers'][string]): boolean {
  return coding !== undefined && String(coding).trim().toLowerCase() !== 'identity' && coding !== '';
}

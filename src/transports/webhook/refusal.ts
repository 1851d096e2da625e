import type { WebhookAnswer, WebhookBody } from '../../domain/webhook';
import { BAD_REQUEST, TOO_LARGE, WRONG_CODING } from './answers';

/**
 * docs/contract.md#webhooks. Node-RED's own nodes take XML of any size, and 200 MB of it cost half a gigabyte of
 * memory.
 */
export const MAX_BODY_BYTES = 256 * 1024;

export interface RequestHead {
  method: string;
  /** With names in lower case. */
  headers: Record<string, string | string[] | undefined>;
}

type Refusal = WebhookAnswer | undefined;

/*
 * A request is checked in this order, whether it comes over HTTP or is relayed by the push socket: its method, coding
 * and stated size; then its login; then its body, which must not be too large, blank or multipart.
 */

export function refuseHead({ method, headers }: RequestHead, methods: readonly string[]): Refusal {
  if (!methods.includes(method)) return { status: 405, headers: { allow: methods.join(', ') } };
  if (isEncoded(headers['content-encoding'])) return WRONG_CODING;
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) return TOO_LARGE;
  return undefined;
}

/** A body that a body parser has read already can no longer be checked. */
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

/** No provider sends multipart bodies. A body that is only labelled as one is read: its content decides what it is. */
function isInParts(headers: RequestHead['headers'], body: Buffer): boolean {
  const isLabelled = /^\s*multipart\//i.test(String(headers['content-type'] ?? ''));
  return isLabelled && /^\s*--/.test(body.toString('latin1', 0, 100));
}

/** Compressed bodies are refused, because 48 KB of gzip can hold 50 MB. */
function isEncoded(coding: RequestHead['headers'][string]): boolean {
  return coding !== undefined && String(coding).trim().toLowerCase() !== 'identity' && coding !== '';
}

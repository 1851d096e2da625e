import type { WebhookAnswer } from '../../domain/webhook';
import { TOO_LARGE, WRONG_CODING } from './answers';

/** docs/contract.md#webhooks. Core's own nodes take XML of any size: 200 MB cost the whole process half a gigabyte. */
export const MAX_BODY_BYTES = 256 * 1024;

export interface RequestHead {
  method: string;
  /** Lower-case names. */
  headers: Record<string, string | string[] | undefined>;
}

/** What a request gets for its method, size or coding, before its credentials and body are looked at. */
export function checkHead({ method, headers }: RequestHead, methods: readonly string[]): WebhookAnswer | undefined {
  if (!methods.includes(method)) return { status: 405, headers: { allow: methods.join(', ') } };
  if (isEncoded(headers['content-encoding'])) return WRONG_CODING;
  if (Number(headers['content-length'] ?? 0) > MAX_BODY_BYTES) return TOO_LARGE;
  return undefined;
}

/**
 * What a body gets that is really in parts, which no provider sends. One that is only labelled so is read like any other:
 * what a body is, its content says.
 */
export function checkBody(headers: RequestHead['headers'], body: Buffer): WebhookAnswer | undefined {
  const isLabelled = /^\s*multipart\//i.test(String(headers['content-type'] ?? ''));
  return isLabelled && /^\s*--/.test(body.toString('latin1', 0, 100)) ? WRONG_CODING : undefined;
}

/** Empty, or white space only. */
export function isBlank(body: Buffer): boolean {
  return body.every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}

/** 48 KB of gzip can hold 50 MB. */
function isEncoded(coding: RequestHead['headers'][string]): boolean {
  return coding !== undefined && String(coding).trim().toLowerCase() !== 'identity' && coding !== '';
}

import type { WebhookRequest } from '../../domain/webhook';
import { comparablePath, targetPath } from './comparable-path';

export type RelayedRequest = WebhookRequest & { body: { raw: Buffer } };

/**
 * Reads a request that a relay passes on: `{ method, path, headers, body }`, the body in Base64. The relay may use
 * another path, so only the suffix at its end counts. undefined: `data` is not such a request.
 */
export function decodeRelayedRequest(data: unknown, suffixes: readonly string[]): RelayedRequest | undefined {
  if (typeof data !== 'object' || data === null) return undefined;
  const { method, path, headers, body } = data as Record<string, unknown>;
  if (typeof method !== 'string' || typeof path !== 'string' || typeof body !== 'string') return undefined;
  const raw = Buffer.from(body, 'base64');
  // Node.js ignores characters that are not Base64, so a truncated or damaged body would look like a whole one.
  if (raw.toString('base64') !== body) return undefined;
  const [, ...query] = path.split('?');
  const request = { method, suffix: suffixOf(path, suffixes), headers: lowerCased(headers), body: { raw } };
  return query.length === 0 ? request : { ...request, query: query.join('?') };
}

function suffixOf(path: string, suffixes: readonly string[]): string {
  const bare = comparablePath(targetPath(path));
  const ending = suffixes.filter((suffix) => bare.endsWith(suffix));
  return ending.reduce((longest, suffix) => (suffix.length > longest.length ? suffix : longest), '');
}

function lowerCased(headers: unknown): Record<string, string> {
  if (typeof headers !== 'object' || headers === null) return {};
  const found = Object.entries(headers).filter((entry): entry is [string, string] => typeof entry[1] === 'string');
  return Object.fromEntries(found.map(([name, value]) => [name.toLowerCase(), value]));
}

import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { ProviderUnavailableError } from '../../domain/errors';

/**
 * A body as it was before it was packed. We ask for none that is, yet gateways and caches pack what they like. Nothing is
 * unpacked ahead of the reader, so whoever limits what is read limits that, too.
 */
export async function unpacked(body: Readable, coding: string | undefined): Promise<Readable> {
  const name = coding?.trim().toLowerCase() ?? '';
  if (name === '' || name === 'identity') return body;
  const unpack = await unpackerFor(name, body);
  if (unpack === undefined) {
    body.destroy();
    throw new ProviderUnavailableError("the provider's answer is compressed in a way that cannot be read", {
      reason: 'bad-answer',
    });
  }
  // What goes wrong comes out where `unpack` is read.
  return pipeline(body, unpack, () => undefined);
}

async function unpackerFor(name: string, body: Readable): Promise<Transform | undefined> {
  switch (name) {
    case 'gzip':
    case 'x-gzip':
      return createGunzip();
    case 'br':
      return createBrotliDecompress();
    case 'deflate':
      // RFC 9110 means zlib's format by that name, some servers do without its header.
      return (await firstByte(body)) % 16 === 8 ? createInflate() : createInflateRaw();
    default:
      return undefined;
  }
}

async function firstByte(body: Readable): Promise<number> {
  for await (const piece of body.iterator({ destroyOnReturn: false })) {
    body.unshift(piece);
    return (piece as Buffer)[0] ?? 0;
  }
  return 0;
}

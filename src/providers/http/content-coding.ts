import { pipeline, Readable, type Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createInflateRaw } from 'node:zlib';
import { ProviderUnavailableError } from '../../domain/errors';

/**
 * Decompresses a body. We ask for uncompressed answers, but some gateways and caches compress them all the same. It
 * only decompresses as much as the caller reads, so the caller's size limit also protects against decompression bombs.
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
  // Errors reach the caller through the stream that it reads, so there is nothing to do here.
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
      // By RFC 9110, "deflate" is the zlib format, but some servers leave out the zlib header.
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

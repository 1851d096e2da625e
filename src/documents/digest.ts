import { createHash } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { DocumentSink } from '../domain/document-bytes';
import { SIGNATURE_BYTES } from './document-type';

export interface Digest {
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha256: string;
  /** Lower-case hex. etherFAX states the MD5, which reveals a damaged transfer. */
  md5: string;
}

/** Writes bytes as they arrive; resolves with their digest and first bytes. Rejects with the source's own error. */
export async function digestWhileWriting(
  bytes: Readable | Buffer,
  sink: Pick<DocumentSink, 'write'>,
): Promise<Digest & { start: Buffer }> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  let size = 0;
  let start: Buffer = Buffer.alloc(0);
  for await (const chunk of Buffer.isBuffer(bytes) ? [bytes] : bytes) {
    const part = chunk as Buffer;
    if (start.length < SIGNATURE_BYTES) start = Buffer.concat([start, part.subarray(0, SIGNATURE_BYTES)]);
    sha256.update(part);
    md5.update(part);
    size += part.length;
    await sink.write(part);
  }
  return { size, start, sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}

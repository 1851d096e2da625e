import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { StoreError, toError } from '../domain/errors';
import { SIGNATURE_BYTES } from './document-type';

export interface Digest {
  /** Bytes. */
  size: number;
  /** Lower-case hex. */
  sha256: string;
  /** Lower-case hex; etherFAX states md5, so that a damaged transfer can be told. */
  md5: string;
}

/** Writes bytes to a file as they come and tells what they were. An error of the source is passed on as it is. */
export async function digestWhileWriting(
  bytes: Readable | Buffer,
  file: FileHandle,
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
    await writeAll(file, part);
  }
  return { size, start, sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}

async function writeAll(file: FileHandle, part: Buffer): Promise<void> {
  try {
    await file.writeFile(part);
  } catch (error) {
    throw new StoreError('a document could not be written: check the disk below the user directory', {
      cause: toError(error),
    });
  }
}

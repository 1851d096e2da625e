import { createHash } from 'node:crypto';
import { basename, extname } from 'node:path';
import { DocumentGoneError, type DocumentBytes } from '../../domain/document-bytes';

export interface MovedDocument {
  outcome: 'moved' | 'missing';
  bytes: number;
}

interface Digest {
  bytes: number;
  sha256: string;
}

/**
 * Copies one document and compares what is read back. A document that an earlier attempt has copied is only compared.
 */
export async function moveDocument(file: string, from: DocumentBytes, to: DocumentBytes): Promise<MovedDocument> {
  const id = basename(file, extname(file));
  if ((await to.having([id])).has(id)) {
    const [here, there] = await Promise.all([digestOf(from, file), digestOf(to, file)]);
    if (here === undefined) return { outcome: 'missing', bytes: 0 };
    if (isSame(here, there)) return { outcome: 'moved', bytes: here.bytes };
  }
  await to.remove(file);
  const copied = await copy(file, from, to);
  if (copied === undefined) return { outcome: 'missing', bytes: 0 };
  if (!isSame(copied, await digestOf(to, file))) throw new NotEqualError();
  return { outcome: 'moved', bytes: copied.bytes };
}

/** What was read back differs from what was written. */
export class NotEqualError extends Error {}

async function copy(file: string, from: DocumentBytes, to: DocumentBytes): Promise<Digest | undefined> {
  const sink = await to.begin(basename(file, extname(file)));
  try {
    const digest = await digestOf(from, file, (slice) => sink.write(slice));
    if (digest === undefined) await sink.discard();
    else await sink.finish(file);
    return digest;
  } catch (error) {
    await sink.discard();
    throw error;
  }
}

/** undefined: there is no such document. */
async function digestOf(
  bytes: DocumentBytes,
  file: string,
  take: (slice: Buffer) => Promise<void> = () => Promise.resolve(),
): Promise<Digest | undefined> {
  const hash = createHash('sha256');
  let size = 0;
  try {
    for await (const slice of bytes.read(file)) {
      hash.update(slice);
      size += slice.length;
      await take(slice);
    }
  } catch (error) {
    if (error instanceof DocumentGoneError) return undefined;
    throw error;
  }
  return { bytes: size, sha256: hash.digest('hex') };
}

function isSame(one: Digest, other: Digest | undefined): boolean {
  return one.bytes === other?.bytes && one.sha256 === other.sha256;
}

import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';

const SLICE_BYTES = 256 * 1024;

type Slices = AsyncIterable<Buffer>;

/** All bytes, with their SHA-256 in lower-case hex. */
export async function readHashed(bytes: Slices): Promise<{ bytes: Buffer; sha256: string }> {
  const slices: Buffer[] = [];
  const sha256 = await hashed(bytes, (slice) => void slices.push(slice));
  return { bytes: Buffer.concat(slices), sha256 };
}

/** Copies bytes into a new file; resolves with their SHA-256. */
export async function copyHashed(bytes: Slices, copy: string): Promise<string> {
  const file = await open(copy, 'wx', 0o600);
  try {
    return await hashed(bytes, (slice) => file.writeFile(slice));
  } finally {
    await file.close();
  }
}

/** The SHA-256 of a file; undefined when it cannot be read. */
export async function sha256Of(path: string): Promise<string | undefined> {
  return hashed(createReadStream(path, { highWaterMark: SLICE_BYTES }) as Slices, () => undefined).catch(
    () => undefined,
  );
}

/** Works slice by slice, so that a large document does not block the event loop. */
async function hashed(bytes: Slices, take: (slice: Buffer) => void | Promise<void>): Promise<string> {
  const hash = createHash('sha256');
  for await (const slice of bytes) {
    hash.update(slice);
    await take(slice);
  }
  return hash.digest('hex');
}

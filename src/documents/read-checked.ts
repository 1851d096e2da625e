import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';

/** Read and hashed slice by slice, so that a large document holds up nobody. */
const SLICE_BYTES = 256 * 1024;

/** All bytes of a file, with the SHA-256 (lower-case hex) that they have now. */
export async function readHashed(path: string): Promise<{ bytes: Buffer; sha256: string }> {
  const slices: Buffer[] = [];
  const sha256 = await hashed(path, (slice) => void slices.push(slice));
  return { bytes: Buffer.concat(slices), sha256 };
}

/** Copies a file into a new one; returns the SHA-256 of what was copied. */
export async function copyHashed(path: string, copy: string): Promise<string> {
  const file = await open(copy, 'wx', 0o600);
  try {
    return await hashed(path, (slice) => file.writeFile(slice));
  } finally {
    await file.close();
  }
}

/** The SHA-256 of a file; undefined where it cannot be read. */
export async function sha256Of(path: string): Promise<string | undefined> {
  return hashed(path, () => undefined).catch(() => undefined);
}

async function hashed(path: string, take: (slice: Buffer) => void | Promise<void>): Promise<string> {
  const hash = createHash('sha256');
  const file = await open(path, 'r');
  try {
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(SLICE_BYTES), 0, SLICE_BYTES);
      if (bytesRead === 0) return hash.digest('hex');
      const slice = buffer.subarray(0, bytesRead);
      hash.update(slice);
      await take(slice);
    }
  } finally {
    await file.close();
  }
}

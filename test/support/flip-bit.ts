import { readFile, writeFile } from 'node:fs/promises';

/** Flips a bit of a file, in the middle or in byte `at`, like a failing disk. Resolves with the new content. */
export async function flipBit(path: string, at?: number): Promise<Buffer> {
  const bytes = await readFile(path);
  const index = at ?? bytes.length >> 1;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  await writeFile(path, bytes);
  return bytes;
}

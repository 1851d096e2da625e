import { readFile, writeFile } from 'node:fs/promises';

/** One bit of a file, in the middle or where a test wants it: as a disk forgets. Returns what is there now. */
export async function flipBit(path: string, at?: number): Promise<Buffer> {
  const bytes = await readFile(path);
  const index = at ?? bytes.length >> 1;
  bytes[index] = (bytes[index] ?? 0) ^ 1;
  await writeFile(path, bytes);
  return bytes;
}

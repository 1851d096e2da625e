import { readFile } from 'node:fs/promises';

/** What a flow has noted in a file, a line each. The last may be half written; no file is no line. */
export async function readJsonLines<T>(file: string): Promise<T[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text
    .split('\n')
    .filter((line) => line.endsWith('}'))
    .map((line) => JSON.parse(line) as T);
}

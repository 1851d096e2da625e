import { readFile } from 'node:fs/promises';

/**
 * What a flow has noted in a file, a line each; no file is no line. A flow that is killed leaves half a line now and then, at
 * the end of the file, or before the one that it writes after its restart.
 */
export async function readJsonLines<T>(file: string): Promise<T[]> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return text.split('\n').flatMap((line) => wholeRecord(line) as T[]);
}

/** None, or the one that is whole. */
function wholeRecord(line: string): unknown[] {
  for (let at = line.indexOf('{"'); at >= 0; at = line.indexOf('{"', at + 1)) {
    try {
      return [JSON.parse(line.slice(at))];
    } catch {
      // Half a record, and perhaps a whole one behind it.
    }
  }
  return [];
}

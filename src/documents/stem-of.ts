import { basename, extname } from 'node:path';

/** The id of a document, by its file. */
export function stemOf(file: string): string {
  return basename(file, extname(file));
}

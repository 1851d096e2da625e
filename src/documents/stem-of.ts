import { basename, extname } from 'node:path';

/** A document's id, from the name of its file. */
export function stemOf(file: string): string {
  return basename(file, extname(file));
}

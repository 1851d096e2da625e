import type { PdfObjects } from './pdf-objects';
import { nameOf, type PdfValue } from './pdf-value';
import { UnreadablePdfError } from './unreadable-pdf';

/**
 * Counts the leaves of the page tree below a document's root, `atMost` at most. What the tree says of its own size is
 * not believed. Throws `UnreadablePdfError`.
 */
export function countPages(objects: PdfObjects, root: PdfValue | undefined, atMost: number): number {
  const waiting: (PdfValue | undefined)[] = [objects.dictionary(root).get('Pages')];
  const visited = new Set<number>();
  let pages = 0;
  while (waiting.length > 0 && pages < atMost) {
    const value = waiting.pop();
    const node = objects.dictionary(value);
    const kids = objects.resolve(node.get('Kids'));
    if (kids?.kind !== 'array') {
      if (nameOf(node.get('Type')) !== 'Pages') pages += 1;
      continue;
    }
    if (value?.kind === 'reference') {
      if (visited.has(value.number)) throw new UnreadablePdfError('a circle in the page tree');
      visited.add(value.number);
    }
    for (const kid of kids.items) waiting.push(kid);
  }
  return pages;
}

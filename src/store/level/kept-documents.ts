import { below, keyOf, upTo } from './key-space';
import { documentOwners } from './placement';
import type { Reader } from './reader';
import type { View } from './view';

/** Files whose event is closed, and until when the flow may still read them. */
export const KEPT = 'kept';
const DUE = 'kept-until';

export async function keepDocument(view: View, file: string, until: number): Promise<void> {
  const kept = await keptUntil(view, file);
  if (kept !== undefined && kept >= until) return;
  if (kept !== undefined) view.del(keyOf(DUE, kept, file));
  view.put(keyOf(KEPT, file), String(until));
  view.put(keyOf(DUE, until, file), file);
}

export async function forgetDocument(view: View, file: string): Promise<void> {
  const kept = await keptUntil(view, file);
  if (kept === undefined) return;
  view.del(keyOf(DUE, kept, file));
  view.del(keyOf(KEPT, file));
}

export async function isDocumentKnown(reader: Reader, file: string): Promise<boolean> {
  return (await keptUntil(reader, file)) !== undefined || (await hasOwner(reader, file));
}

/** Files to delete; one that an open event still refers to is not, and its entry goes. */
export async function overdueDocuments(view: View, now: number, limit: number): Promise<string[]> {
  const files: string[] = [];
  for (const [, file] of await view.page({ ...upTo(DUE, now), limit })) {
    if (await hasOwner(view, file)) await forgetDocument(view, file);
    else files.push(file);
  }
  return files;
}

/** The same of entries that were read without opening the store. */
export function isDocumentKept(entries: ReadonlyMap<string, string>, file: string): boolean {
  return entries.has(keyOf(KEPT, file));
}

async function keptUntil(reader: Reader, file: string): Promise<number | undefined> {
  const text = await reader.get(keyOf(KEPT, file));
  return text === undefined ? undefined : Number(text);
}

async function hasOwner(reader: Reader, file: string): Promise<boolean> {
  return (await reader.page({ ...below(documentOwners(file)), limit: 1 })).length > 0;
}

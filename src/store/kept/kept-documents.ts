import { below, keyOf, upTo } from '../path';
import { documentOwners } from '../events/placement';
import { listPage, type Hand, type Row, type Rows } from '../rows';

/** Files of closed events and finished jobs, and until when the flow may still read them. */
export const KEPT = 'kept';
const DUE = 'kept-until';

export function keepDocument(hand: Hand, file: string, until: number): void {
  const kept = keptUntil(hand, file);
  if (kept !== undefined && kept >= until) return;
  hand.replace(kept === undefined ? undefined : keptRow(file, kept), keptRow(file, until));
}

export function forgetDocuments(rows: Rows, files: readonly string[]): Promise<void> {
  return rows.change(files.map(keptKey), (hand) => {
    for (const file of files) {
      const kept = keptUntil(hand, file);
      if (kept !== undefined) hand.replace(keptRow(file, kept), undefined);
    }
  });
}

export async function isDocumentKnown(rows: Rows, file: string): Promise<boolean> {
  const [kept] = await rows.get([keptKey(file)]);
  return kept !== undefined || (await haveOwners(rows, [file])).has(file);
}

/** Files to delete. A file that an open row still refers to is not deleted and no longer listed here. */
export async function overdueDocuments(rows: Rows, now: number, limit: number): Promise<string[]> {
  const due = (await listPage(rows, { ...upTo(DUE, now), limit })).map(([, file]) => file);
  const owned = await haveOwners(rows, due);
  if (owned.size > 0) await forgetDocuments(rows, [...owned]);
  return due.filter((file) => !owned.has(file));
}

/** Whether a file is kept, from entries that were read without opening the store. */
export function isDocumentKept(entries: ReadonlyMap<string, string>, file: string): boolean {
  return entries.has(keptKey(file));
}

async function haveOwners(rows: Rows, files: readonly string[]): Promise<Set<string>> {
  if (files.length === 0) return new Set();
  const owners = await rows.list(files.map((file) => ({ ...below(documentOwners(file)), limit: 1 })));
  return new Set(files.filter((_, index) => (owners[index] ?? []).length > 0));
}

function keptUntil(hand: Hand, file: string): number | undefined {
  const text = hand.get(keptKey(file));
  return text === undefined ? undefined : Number(text);
}

function keptRow(file: string, until: number): Row {
  return { key: keptKey(file), value: String(until), places: [{ path: keyOf(DUE, until, file), shows: file }] };
}

function keptKey(file: string): string {
  return keyOf(KEPT, file);
}

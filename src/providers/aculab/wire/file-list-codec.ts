import { isRecord } from '../../../domain/is-record';
import { readAculabTime } from '../wire/wire-values';
import { readStoredName } from './stored-name';

/** A TIFF in the media store. */
export interface StoredFile {
  /** As Aculab wrote it. */
  name: string;
  /** ISO 8601, UTC; undefined when the list does not say. */
  createdAt: string | undefined;
}

/**
 * Reads the TIFFs in a list of the media store, which also holds recordings. The vendor does not document the format,
 * so it accepts an object by name, a list of objects and a list of names, also inside a single property. Returns
 * undefined for anything else.
 */
export function readFileList(answer: unknown): StoredFile[] | undefined {
  const entries = entriesOf(answer) ?? entriesOf(wrapped(answer));
  return entries?.flatMap(([name, facts]) => {
    const stored = readStoredName(name);
    return stored === undefined ? [] : [{ name: stored, createdAt: createdAt(facts) }];
  });
}

type Entry = readonly [name: string, facts: unknown];

function entriesOf(answer: unknown): Entry[] | undefined {
  if (Array.isArray(answer)) return answer.every(isListed) ? answer.map(entryOf) : undefined;
  if (!isRecord(answer)) return undefined;
  const entries = Object.entries(answer);
  return entries.every(([name]) => isFileName(name)) ? entries : undefined;
}

function wrapped(answer: unknown): unknown {
  if (!isRecord(answer)) return undefined;
  const [only, ...others] = Object.values(answer);
  return others.length === 0 ? only : undefined;
}

function isListed(item: unknown): item is string | { filename: string } {
  return typeof item === 'string' || (isRecord(item) && typeof item['filename'] === 'string');
}

function entryOf(item: string | { filename: string }): Entry {
  return typeof item === 'string' ? [item, undefined] : [item.filename, item];
}

/** Every file in the media store has an extension. */
function isFileName(name: string): boolean {
  return /\.[a-z]{2,5}$/i.test(name);
}

function createdAt(facts: unknown): string | undefined {
  return isRecord(facts) ? readAculabTime(facts['created_date']) : undefined;
}

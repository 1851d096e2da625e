import type { Clock } from '../../../domain/clock';
import type { ReconcileSink } from '../../provider';
import type { CallRow } from '../calls/call-row';
import type { CallStore } from '../calls/call-store';
import { rememberFile } from '../calls/remember-file';
import { mayBringFile, STOPPED_MS, stillReceives } from '../calls/still-receives';
import { faxReceivedEvent } from './fax-received-event';
import type { CallOf } from './fetch-received-fax';
import type { StoredFile } from './file-list-codec';
import { storedKey } from './stored-name';
import { broughtNoPage } from '../pages/follow-page';

export interface ListedFaxOptions {
  calls: CallStore;
  clock: Clock;
  country: string;
  callOf: CallOf;
}

export interface ListedFax {
  file: StoredFile;
  ageMs: number;
  /** This process meets it for the first time. */
  isFirstTime: boolean;
}

/** The page that tells a file's call, and so its numbers, may come after the file shows in the list. */
const PAGES_MS = 2 * 60_000;

/** Takes a stored fax that no page told of, but not while its call may still be writing it: half of it would be taken. */
export async function takeListedFax(listed: ListedFax, sink: ReconcileSink, options: ListedFaxOptions): Promise<void> {
  const { file, isFirstTime } = listed;
  const { calls, clock, country, callOf } = options;
  const { name, createdAt } = file;
  const known = await sink.knows({ kind: 'fax.received', keyId: storedKey(name), isOpen: false });
  // Whether we have closed it does not show in the store, so nothing is acknowledged again because of it.
  if (known && !isFirstTime) return;
  const call = (await callOf(name))?.call;
  if (!known && (await mayGrow(listed, call, options))) return;
  // As long as its file is listed, the call and its key are kept; a crash may have come between the two.
  const storedAt = createdAt === undefined ? clock.wall() : Date.parse(createdAt);
  if (call && call.file === undefined) await rememberFile(calls, name, { callId: call.id, storedAt });
  if (known || (call && broughtNoPage(call))) return;
  const raw = { filename: name, ...(createdAt !== undefined && { created_date: createdAt }) };
  await sink.take({ event: faxReceivedEvent({ name, call, receivedAt: createdAt, country, raw }) });
}

async function mayGrow(
  { ageMs }: ListedFax,
  call: CallRow | undefined,
  { calls, clock }: ListedFaxOptions,
): Promise<boolean> {
  if (call) return stillReceives(call, clock);
  if (ageMs < clock.scaled(PAGES_MS)) return true;
  return ageMs < clock.scaled(STOPPED_MS) && (await calls.heads()).some(mayBringFile);
}

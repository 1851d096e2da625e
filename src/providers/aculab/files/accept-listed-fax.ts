import { forAnswer, type Clock } from '../../../domain/clock';
import type { ReconcileSink } from '../../provider';
import { type CallRow, mayBringFile, stillReceives, STOPPED_MS } from '../call/call-row';
import { type CallStore, rememberFile } from '../call/call-store';
import { faxReceivedEvent } from '../call/fax-received-event';
import type { CallOf } from './fetch-received-fax';
import type { StoredFile } from '../wire/file-list-codec';
import { storedKey } from '../wire/stored-name';
import { broughtNoPage } from '../call/follow-call';

export interface ListedFaxOptions {
  calls: CallStore;
  clock: Clock;
  country: string;
  callOf: CallOf;
}

export interface ListedFax {
  file: StoredFile;
  ageMs: number;
  /** This process sees the file for the first time. */
  isFirstTime: boolean;
}

/**
 * The page that announces a file, and only it tells the call's numbers, may come this long after the file is listed.
 */
const PAGES_MS = 2 * 60_000;

/**
 * Accepts a stored fax that no page has announced, unless it may be incomplete because its call is still writing it.
 */
export async function acceptListedFax(
  listed: ListedFax,
  sink: ReconcileSink,
  options: ListedFaxOptions,
): Promise<void> {
  const { file, isFirstTime } = listed;
  const { calls, clock, country, callOf } = options;
  const { name, createdAt } = file;
  // Not `isOpen`: the list does not show whether the fax is closed, so its acknowledgement is not repeated.
  const known = await sink.knows({ kind: 'fax.received', keyId: storedKey(name), isOpen: false });
  if (known && !isFirstTime) return;
  const call = (await callOf(name))?.call;
  if (!known && (await mayGrow(listed, call, options))) return;
  // Links call and file even for a known fax, in case of a crash between the two: while its file is listed, the call
  // and its decryption key must be kept.
  const storedAt = createdAt === undefined ? clock.wall() : Date.parse(createdAt);
  if (call && call.file === undefined) await rememberFile(calls, name, { callId: call.id, storedAt });
  if (known || (call && broughtNoPage(call))) return;
  const raw = createdAt === undefined ? { filename: name } : { filename: name, created_date: createdAt };
  await sink.accept({ event: faxReceivedEvent({ name, call, receivedAt: createdAt, country, raw }) });
}

async function mayGrow(
  { ageMs }: ListedFax,
  call: CallRow | undefined,
  { calls, clock }: ListedFaxOptions,
): Promise<boolean> {
  if (call) return stillReceives(call, clock);
  if (ageMs < clock.scaled(forAnswer(clock, PAGES_MS))) return true;
  return ageMs < clock.scaled(STOPPED_MS) && (await calls.heads()).some(mayBringFile);
}

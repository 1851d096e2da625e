import { Readable } from 'node:stream';
import { forAnswer, toIso, type Clock } from '../../../domain/clock';
import { ItemGoneError } from '../../../domain/errors';
import { unavailable } from '../../http/network-error';
import type { WriteDocument, FetchedDocument } from '../../provider';
import type { AculabClient } from '../wire/aculab-client';
import type { CallRow } from '../call/call-row';
import { rememberFile, type CallStore, type StoredFax } from '../call/call-store';
import { makesTiff, readStoredFax } from './crypto-stored-fax';
import type { FaxCipher } from '../wire/fax-cipher';
import { faxReceivedEvent } from '../call/fax-received-event';
import { pause } from '../../../work/pause';

export interface FetchOptions {
  client: Pick<AculabClient, 'openFile'>;
  calls: CallStore;
  clock: Clock;
  country: string;
  callOf: CallOf;
}

/** The call that brought a stored fax, with the times of `StoredFax`. */
export type FaxCall = { call: CallRow } & Partial<Pick<StoredFax, 'storedAt' | 'toldAt'>>;

export type CallOf = (name: string) => Promise<FaxCall | undefined>;

/** A new file takes some seconds to become available. A file that is missing after this time is gone. */
export const LATE_MS = 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/**
 * Fetches a received fax and decrypts it while it streams. Waits for a file that is too new to be available. The
 * event's `raw` is empty, because a file comes without any fields.
 */
export async function fetchReceivedFax(
  { name, writeDocument }: { name: string; writeDocument: WriteDocument },
  options: FetchOptions,
  signal: AbortSignal,
): Promise<FetchedDocument> {
  const { clock, country, callOf } = options;
  const known = await callOf(name);
  const { storedAt, toldAt = storedAt ?? -Infinity } = known ?? {};
  const until = Math.min(toldAt, clock.now()) + clock.scaled(forAnswer(clock, LATE_MS));
  const bytes = await openLateFile({ name, until }, options, signal);
  const fax = readStoredFax(bytes, (block) =>
    known ? Promise.resolve(known.call.cipher) : cipherThatFits({ name, block }, options),
  );
  const document = await writeDocument(Readable.from(fax.plain, { objectMode: false })).finally(() => {
    // Not awaited, because the connection may be silent until its own deadline ends it.
    bytes.return().catch(() => undefined);
  });
  // Read again: `cipherThatFits` may have found the call, and pages may have told more about it meanwhile.
  const { call } = (await callOf(name)) ?? known ?? {};
  const receivedAt = storedAt === undefined ? undefined : toIso(storedAt);
  const event = faxReceivedEvent({ name, call, receivedAt, country, raw: {} });
  const fetched = { event, document, stated: {} };
  return fax.isDamaged ? { ...fetched, damaged: true } : fetched;
}

/** Finds the key of a fax that no page has announced and whose name does not tell its call. */
async function cipherThatFits(
  { name, block }: { name: string; block: Buffer },
  { calls, clock }: FetchOptions,
): Promise<FaxCipher | undefined> {
  const call = await findCallByCipher(block, calls);
  if (call) await rememberFile(calls, name, { callId: call.id, storedAt: clock.wallAt(call.endedAt ?? call.movedAt) });
  return call?.cipher;
}

async function openLateFile(
  { name, until }: { name: string; until: number },
  { client, clock }: FetchOptions,
  signal: AbortSignal,
): Promise<AsyncGenerator<Buffer, void, undefined>> {
  for (let pauseMs = FIRST_PAUSE_MS; ; pauseMs = Math.min(2 * pauseMs, LONGEST_PAUSE_MS)) {
    try {
      return await client.openFile(name, signal);
    } catch (error) {
      if (!(error instanceof ItemGoneError) || clock.now() >= until) throw error;
    }
    await pause(clock, pauseMs, signal);
    if (signal.aborted) throw unavailable('aborted');
  }
}

/**
 * Only the newest calls are tried, because many calls without a fax (kept for a day) would make a fetch take very long.
 */
const MAX_CALLS = 1_000;

/**
 * Finds the call of a stored fax when neither a page nor the file's name tells it: among the inbound calls without a
 * known file, the one whose key turns the first `block` of 16 bytes into the beginning of a TIFF. Resolves with
 * undefined when there is none.
 */
export async function findCallByCipher(
  block: Buffer,
  calls: Pick<CallStore, 'heads' | 'get'>,
): Promise<CallRow | undefined> {
  const heads = (await calls.heads()).filter(({ direction, file }) => direction === 'in' && file === undefined);
  heads.sort((one, other) => other.startedAt - one.startedAt);
  for (const { id } of heads.slice(0, MAX_CALLS)) {
    const call = await calls.get(id);
    if (call?.cipher && makesTiff(call.cipher, block)) return call;
  }
  return undefined;
}

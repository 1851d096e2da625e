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

/** The call that brought a stored fax, and what `StoredFax` says of it. */
export type FaxCall = { call: CallRow } & Partial<Pick<StoredFax, 'storedAt' | 'toldAt'>>;

export type CallOf = (name: string) => Promise<FaxCall | undefined>;

/** A new file takes some seconds to show everywhere; what is older and not there is gone. */
export const LATE_MS = 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/**
 * Fetches a received fax and decrypts it on its way. A file that is only late is waited for. `raw` of the event is empty,
 * because a file tells nothing of itself.
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
  const document = await writeDocument(Readable.from(fax.plain, { objectMode: false }));
  // Its key may have told the call, and pages more of it.
  const { call } = (await callOf(name)) ?? known ?? {};
  const receivedAt = storedAt === undefined ? undefined : toIso(storedAt);
  const event = faxReceivedEvent({ name, call, receivedAt, country, raw: {} });
  const fetched = { event, document, stated: {} };
  return fax.isDamaged ? { ...fetched, damaged: true } : fetched;
}

/** Of a fax that no page told of and whose name tells no call. */
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
): Promise<AsyncIterable<Buffer>> {
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

/** The newest are looked at: calls without a fax, which are kept for a day, must not make a fetch read for ever. */
const MAX_CALLS = 1_000;

/**
 * The call of a stored fax that neither a page nor its name tells: the one whose key makes a TIFF of the fax's first
 * `block` of 16 bytes, among the inbound calls of which no file is known. undefined = none does.
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

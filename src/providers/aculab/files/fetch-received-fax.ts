import { Readable } from 'node:stream';
import { toIso, type Clock } from '../../../domain/clock';
import { ItemGoneError } from '../../../domain/errors';
import { unavailable } from '../../http/network-error';
import type { DocumentReceiver, FetchedDocument } from '../../provider';
import type { AculabClient } from '../aculab-client';
import type { CallRow } from '../calls/call-row';
import { decryptStoredFax } from './crypto-stored-fax';
import { faxReceivedEvent } from './fax-received-event';
import { pause } from './pause';

export interface FetchOptions {
  client: Pick<AculabClient, 'openFile'>;
  clock: Clock;
  country: string;
  callOf: CallOf;
}

/** The call that brought a stored fax. `storedAt`: wall-clock ms, where a page or a list told of it. */
export interface FaxCall {
  call: CallRow;
  storedAt?: number;
}

export type CallOf = (name: string) => Promise<FaxCall | undefined>;

/** A new file takes some seconds to show everywhere; what is older and not there is gone. */
const LATE_MS = 60_000;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/** Fetches a received fax and decrypts it on its way. A file that is only late is waited for. */
export async function fetchReceivedFax(
  { name, receive }: { name: string; receive: DocumentReceiver },
  options: FetchOptions,
  signal: AbortSignal,
): Promise<FetchedDocument> {
  const { clock, country, callOf } = options;
  const { call, storedAt } = (await callOf(name)) ?? {};
  const until = storedAt === undefined ? clock.now() : storedAt + clock.scaled(LATE_MS);
  const bytes = await openLateFile({ name, until }, options, signal);
  const plain = call?.cipher ? decryptStoredFax(bytes, call.cipher) : bytes;
  const document = await receive(Readable.from(plain, { objectMode: false }));
  const receivedAt = storedAt === undefined ? undefined : toIso(storedAt);
  return { event: faxReceivedEvent({ name, call, receivedAt, country, raw: {} }), document, claim: {} };
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

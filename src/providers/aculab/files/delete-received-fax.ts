import type { Clock } from '../../../domain/clock';
import { ItemGoneError } from '../../../domain/errors';
import { without } from '../../../domain/without';
import { changeCall, type CallStore } from '../call/call-store';
import { badAnswer } from '../../http/bad-answer';
import type { AculabClient } from '../wire/aculab-client';
import { storedKey } from '../wire/stored-name';
import { LATE_MS, type CallOf, type FaxCall } from './fetch-received-fax';

export interface DeleteOptions {
  client: Pick<AculabClient, 'deleteFile' | 'listFiles'>;
  calls: CallStore;
  clock: Clock;
  callOf: CallOf;
}

/** Deletes a received fax at Aculab, and its key here. Rejects until the file is certainly gone; safe to repeat. */
export async function deleteReceivedFax(name: string, options: DeleteOptions, signal: AbortSignal): Promise<void> {
  try {
    await options.client.deleteFile(name, signal);
  } catch (error) {
    if (!(error instanceof ItemGoneError)) throw error;
    if (await mayBeThere(name, options, signal)) throw badAnswer('denies a file that may exist');
  }
  await forgetCipher(name, options);
}

/** Whether a file that Aculab says is not there may still show up later. It would then never be deleted. */
async function mayBeThere(
  name: string,
  { client, clock, callOf }: DeleteOptions,
  signal: AbortSignal,
): Promise<boolean> {
  if (isNew(await callOf(name), clock)) return true;
  const files = await client.listFiles(signal);
  return files.some((file) => storedKey(file.name) === storedKey(name));
}

function isNew(known: FaxCall | undefined, clock: Clock): boolean {
  const ageMs = clock.now() - (known?.toldAt ?? -Infinity);
  return ageMs >= 0 && ageMs < clock.scaled(LATE_MS);
}

/** Deletes the key of a file that is gone, and the stored answers, because one of them also holds the key. */
async function forgetCipher(name: string, { calls, callOf }: DeleteOptions): Promise<void> {
  const found = await callOf(name);
  if (!found?.call.cipher) return;
  await changeCall(calls, found.call.id, (row) => (row ? { call: { ...without(row, 'cipher'), answers: {} } } : {}));
}

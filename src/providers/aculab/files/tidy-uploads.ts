import type { Clock } from '../../../domain/clock';
import { AuthError, ItemGoneError, ProviderRefusedError } from '../../../domain/errors';
import { mayBeOfOneItem } from '../../http/of-one-item';
import type { AculabClient } from '../wire/aculab-client';
import type { CallStore } from '../call/call-store';

export interface TidyOptions {
  client: Pick<AculabClient, 'deleteFile'>;
  calls: CallStore;
  clock: Clock;
}

export interface Upload {
  name: string;
  /** The token of the call for which it was uploaded. */
  token: string;
  ageMs: number;
}

/**
 * An upload of an unknown call may belong to another Pushline that is calling right now, so it is kept for this long.
 */
const FOREIGN_UPLOAD_MS = 48 * 3_600_000;

/** After so many failures it is hardly the files: the others wait for the next pass. */
const MAX_FAILURES = 5;

/**
 * Deletes our uploads for calls that are over. A file that Aculab refuses to delete, or fails at, stays and stops
 * neither the others nor the pass: uploads are no reason to receive and send nothing.
 */
export async function tidyUploads(uploads: Upload[], options: TidyOptions, signal: AbortSignal): Promise<void> {
  let failures = 0;
  for (const upload of uploads) {
    if (await isInUse(upload, options)) continue;
    try {
      await options.client.deleteFile(upload.name, signal);
    } catch (error) {
      // The login has no right to delete, so the other files would fail, too.
      if (error instanceof AuthError) return;
      if (error instanceof ItemGoneError || error instanceof ProviderRefusedError) continue;
      if (!mayBeOfOneItem(error)) throw error;
      failures += 1;
      if (failures === MAX_FAILURES) return;
    }
  }
}

async function isInUse({ token, ageMs }: Upload, { calls, clock }: TidyOptions): Promise<boolean> {
  const call = await calls.get(token);
  return call ? call.outcome === undefined : ageMs < clock.scaled(FOREIGN_UPLOAD_MS);
}

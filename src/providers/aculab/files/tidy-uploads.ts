import type { Clock } from '../../../domain/clock';
import { AuthError, ItemGoneError, ProviderRefusedError } from '../../../domain/errors';
import type { AculabClient } from '../wire/aculab-client';
import type { CallStore } from '../call/call-store';

export interface TidyOptions {
  client: Pick<AculabClient, 'deleteFile'>;
  calls: CallStore;
  clock: Clock;
}

export interface Upload {
  name: string;
  /** Of the call that it was made for. */
  token: string;
  ageMs: number;
}

/** An upload of nobody here may be another Pushline's, which is just calling. */
const FOREIGN_UPLOAD_MS = 48 * 3_600_000;

/** Deletes what was uploaded for calls that are over. What may not be deleted stays, and holds up nothing. */
export async function tidyUploads(uploads: Upload[], options: TidyOptions, signal: AbortSignal): Promise<void> {
  for (const upload of uploads) {
    if (await isInUse(upload, options)) continue;
    try {
      await options.client.deleteFile(upload.name, signal);
    } catch (error) {
      // The login may not delete: then it may delete none.
      if (error instanceof AuthError) return;
      if (!(error instanceof ItemGoneError || error instanceof ProviderRefusedError)) throw error;
    }
  }
}

async function isInUse({ token, ageMs }: Upload, { calls, clock }: TidyOptions): Promise<boolean> {
  const call = await calls.get(token);
  return call ? call.outcome === undefined : ageMs < clock.scaled(FOREIGN_UPLOAD_MS);
}

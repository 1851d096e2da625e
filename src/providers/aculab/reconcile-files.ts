import type { Clock } from '../../domain/clock';
import { ItemGoneError } from '../../domain/errors';
import { unavailable } from '../http/network-error';
import type { ReconcileSink } from '../provider';
import type { AculabClient } from './aculab-client';
import type { CallRow } from './call-row';
import type { CallStore } from './call-store';
import { faxReceivedEvent } from './fax-received-event';
import type { StoredFile } from './file-list-codec';
import { uploadToken } from './stored-name';

export interface FilesOptions {
  client: Pick<AculabClient, 'listFiles' | 'deleteFile'>;
  calls: CallStore;
  clock: Clock;
  country: string;
  /** The call that brought a stored file. */
  callOf: (name: string) => Promise<CallRow | undefined>;
}

/** The page that tells a file's call, and so its numbers, may come after the file shows in the list. */
const PAGES_MS = 2 * 60_000;
/** An upload of nobody here may be another Pushline's, which is just calling. */
const FOREIGN_UPLOAD_MS = 48 * 3_600_000;

/** Takes every stored fax, and tidies away what we uploaded for calls that are over. Resolves with all names listed. */
export function createFilesReconciler(
  options: FilesOptions,
): (sink: ReconcileSink, signal: AbortSignal) => Promise<Set<string>> {
  /** Wall-clock ms by name, of files that nothing else tells the age of. */
  const firstSeen = new Map<string, number>();

  return async (sink, signal) => {
    const { client, clock } = options;
    const files = await client.listFiles(signal);
    const names = new Set(files.map(({ name }) => name));
    for (const name of firstSeen.keys()) if (!names.has(name)) firstSeen.delete(name);
    for (const file of files) {
      if (signal.aborted) throw unavailable('aborted');
      const since = file.createdAt === undefined ? undefined : Date.parse(file.createdAt);
      if (since === undefined && !firstSeen.has(file.name)) firstSeen.set(file.name, clock.now());
      const ageMs = clock.now() - (since ?? firstSeen.get(file.name) ?? clock.now());
      const token = uploadToken(file.name);
      if (token === undefined) await takeFax({ file, ageMs, sink }, options);
      else await tidy({ name: file.name, token, ageMs }, options, signal);
    }
    return names;
  };
}

async function takeFax(
  { file, ageMs, sink }: { file: StoredFile; ageMs: number; sink: ReconcileSink },
  { clock, country, callOf }: FilesOptions,
): Promise<void> {
  const { name, createdAt } = file;
  // Whether we have closed it does not show in the store, so nothing is acknowledged again because of it.
  if (await sink.knows({ kind: 'fax.received', keyId: name, isOpen: false })) return;
  const call = await callOf(name);
  if (!call && ageMs < clock.scaled(PAGES_MS)) return;
  const raw = { filename: name, ...(createdAt !== undefined && { created_date: createdAt }) };
  await sink.take({ event: faxReceivedEvent({ name, call, receivedAt: createdAt, country, raw }) });
}

async function tidy(
  { name, token, ageMs }: { name: string; token: string; ageMs: number },
  { client, calls, clock }: FilesOptions,
  signal: AbortSignal,
): Promise<void> {
  const call = await calls.get(token);
  const isInUse = call ? call.outcome === undefined : ageMs < clock.scaled(FOREIGN_UPLOAD_MS);
  if (isInUse) return;
  try {
    await client.deleteFile(name, signal);
  } catch (error) {
    if (!(error instanceof ItemGoneError)) throw error;
  }
}

import type { Clock } from '../../domain/clock';
import { unavailable } from '../http/network-error';
import type { ReconcileSink } from '../provider';
import type { AculabClient } from './aculab-client';
import type { CallRow } from './call-row';
import type { CallStore } from './call-store';
import { changeCall, type CallChange } from './change-call';
import { faxReceivedEvent } from './fax-received-event';
import type { CallOf } from './fetch-received-fax';
import type { StoredFile } from './file-list-codec';
import { uploadToken } from './stored-name';

export interface FilesOptions {
  client: Pick<AculabClient, 'listFiles' | 'deleteFile'>;
  calls: CallStore;
  clock: Clock;
  country: string;
  callOf: CallOf;
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
    const ageMs = ({ name, createdAt }: StoredFile): number => {
      const since = createdAt === undefined ? undefined : Date.parse(createdAt);
      if (since === undefined && !firstSeen.has(name)) firstSeen.set(name, clock.now());
      return clock.now() - (since ?? firstSeen.get(name) ?? clock.now());
    };
    for (const file of files.filter(({ name }) => uploadToken(name) === undefined)) {
      if (signal.aborted) throw unavailable('aborted');
      await takeFax({ file, ageMs: ageMs(file), sink }, options);
    }
    for (const file of files) {
      const token = uploadToken(file.name);
      if (signal.aborted) throw unavailable('aborted');
      // One that will not go holds up nothing: it is tried again with the next pass.
      if (token !== undefined)
        await tidy({ ...file, token, ageMs: ageMs(file) }, options, signal).catch(() => undefined);
    }
    return names;
  };
}

async function takeFax(
  { file, ageMs, sink }: { file: StoredFile; ageMs: number; sink: ReconcileSink },
  { clock, country, callOf, calls }: FilesOptions,
): Promise<void> {
  const { name, createdAt } = file;
  // Whether we have closed it does not show in the store, so nothing is acknowledged again because of it.
  if (await sink.knows({ kind: 'fax.received', keyId: name, isOpen: false })) return;
  const call = (await callOf(name))?.call;
  if (!call && ageMs < clock.scaled(PAGES_MS)) return;
  if (call?.outcome && call.pages === 0) return;
  // As long as its file is listed, the call and its key are kept.
  if (call && call.file === undefined) await changeCall(calls, call.id, (row) => withFax(row, name, clock.now()));
  const raw = { filename: name, ...(createdAt !== undefined && { created_date: createdAt }) };
  await sink.take({ event: faxReceivedEvent({ name, call, receivedAt: createdAt, country, raw }) });
}

function withFax(row: CallRow | undefined, file: string, fileAt: number): CallChange {
  return row && row.file === undefined ? { call: { ...row, file, fileAt } } : {};
}

async function tidy(
  { name, token, ageMs }: { name: string; token: string; ageMs: number },
  { client, calls, clock }: FilesOptions,
  signal: AbortSignal,
): Promise<void> {
  const call = await calls.get(token);
  const isInUse = call ? call.outcome === undefined : ageMs < clock.scaled(FOREIGN_UPLOAD_MS);
  if (!isInUse) await client.deleteFile(name, signal);
}

import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReceivedConverter } from '../../src/documents/received-converter';
import { DocumentFolder } from '../../src/documents/document-folder';
import { sha256Of } from '../../src/documents/read-checked';
import { ProviderUnavailableError } from '../../src/domain/errors';
import { eventKey, type Scope } from '../../src/domain/event-key';
import type { ProviderEvent, Source } from '../../src/domain/events';
import { accept, type Accepted } from '../../src/inbox/accept';
import { Inbox, type InboxOptions } from '../../src/inbox/inbox';
import type { StatedDocument } from '../../src/domain/document';
import { openLevelStore } from '../../src/store/level/open-level-store';
import type { Takers } from '../../src/inbox/source-nodes';
import type { EventRow } from '../../src/store/event-row';
import type { Store } from '../../src/store/store';
import { FaultyDisk } from '../store/level/faulty-level';
import { temporaryFolder } from '../store/level/temporary-folder';
import { Activity } from './activity';
import { testConverter } from './converting';
import { receivedFax, TIFF } from './events';
import { FakeClock } from './fake-clock';
import { RecordedLog } from './recorded-log';
import { newStanding } from './standing';

export const SCOPE: Scope = 'etherfax:efax-1';
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export interface Taking {
  source?: Source;
  document?: Buffer;
  stated?: StatedDocument;
  takers?: Takers;
}

/**
 * A real store with documents in its own folder, on a clock that the test moves, with
 * helpers to accept and close events.
 */
export interface InboxRig {
  clock: FakeClock;
  /** The running calls of the store and of everything else. */
  activity: Activity;
  log: RecordedLog;
  disk: FaultyDisk;
  folder: string;
  store: Store;
  documents: DocumentFolder;
  converter: ReceivedConverter;
  /** Accepts an event, like a connection. */
  take(event: ProviderEvent, taking?: Taking): Promise<Accepted>;
  /** Stores a fax whose document has this size, without writing all its bytes. */
  takeLarge(id: string, size: number): Promise<void>;
  /** Closes an event, like a flow. */
  complete(key: string): Promise<void>;
  keyOf(event: ProviderEvent): string;
  row(event: ProviderEvent): Promise<EventRow>;
  close(): Promise<void>;
}

const RETENTION = { keepDays: 30, documentDays: 0 };

/** A real inbox. By default its provider accepts every acknowledgement and has no documents yet. */
export function newInbox(
  over: Pick<InboxOptions, 'store' | 'documents' | 'clock' | 'log'> & Partial<InboxOptions>,
): Inbox {
  return new Inbox({
    ...{
      converter: testConverter(),
      standing: newStanding(over.clock),
      holding: { isHeld: true },
      random: () => 0.5,
      retention: RETENTION,
    },
    ...{ scope: SCOPE, connection: 'connection-1', owner: 'node-red-1', redeliverMinutes: 15, maxAttempts: 5 },
    provider: {
      acknowledge: () => Promise.resolve(),
      fetchDocument: () => Promise.reject(new ProviderUnavailableError('down')),
      ping: () => Promise.resolve(),
    },
    backlog: { wake: () => undefined },
    longPoll: { wake: () => undefined },
    ...over,
  });
}

export async function openInbox(): Promise<InboxRig> {
  const { folder, remove } = await temporaryFolder();
  const clock = new FakeClock();
  const log = new RecordedLog();
  const disk = new FaultyDisk();
  const activity = new Activity();
  disk.activity = activity;
  const opened = await openLevelStore({ folder, clock, time: clock.time, log, createDb: disk.createDb });
  const store = activity.watch(opened);
  const documents = new DocumentFolder(folder);
  const context = { store, documents, clock, scope: SCOPE, connection: 'connection-1', retention: RETENTION };
  const keyOf = (event: ProviderEvent): string => eventKey(SCOPE, event.kind, event.keyId);
  return {
    ...{ clock, activity, log, disk, folder, store, documents, converter: testConverter(), keyOf },
    take: (event, { source = 'push', document, stated = {}, takers } = {}) =>
      accept(
        { ...context, ...(takers && { takers }) },
        { event, ...(document && { document: { content: document, stated } }) },
        source,
      ),
    async takeLarge(id, size) {
      const received = await documents.write(TIFF);
      const file = join(folder, 'documents', received.file);
      await truncate(file, size);
      const document = { content: { ...received, size, sha256: (await sha256Of(file)) ?? '' }, stated: {} };
      await accept(context, { event: receivedFax(id), document }, 'push');
    },
    async complete(key) {
      const now = clock.now();
      await store.complete({ key, as: 'flow', now, keepUntil: now + DAY, documentUntil: now + 60 * MINUTE });
    },
    async row(event) {
      const row = await store.get(keyOf(event));
      if (!row) throw new Error('no such row');
      return row;
    },
    async close() {
      await store.close();
      await remove();
    },
  };
}

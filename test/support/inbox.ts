import { truncate } from 'node:fs/promises';
import { join } from 'node:path';
import type { ReceivedConverter } from '../../src/documents/received-converter';
import { DocumentFolder } from '../../src/documents/document-folder';
import { sha256Of } from '../../src/documents/read-checked';
import { eventKey, type Scope } from '../../src/domain/event-key';
import type { ProviderEvent, Source } from '../../src/domain/events';
import { accept, type Accepted, type ArrivedDocument } from '../../src/inbox/accept';
import { openLevelStore } from '../../src/store/level/open-level-store';
import type { Takers } from '../../src/inbox/source-node';
import type { EventRow } from '../../src/store/event-row';
import type { Store } from '../../src/store/store';
import { FaultyDisk } from '../store/level/faulty-level';
import { temporaryFolder } from '../store/level/temporary-folder';
import { testConverter } from './converting';
import { receivedFax, TIFF } from './events';
import { FakeClock } from './fake-clock';
import { RecordedLog } from './recorded-log';

export const SCOPE: Scope = 'etherfax:efax-1';
export const MINUTE = 60_000;
export const DAY = 24 * 60 * MINUTE;

export interface Taking {
  source?: Source;
  document?: Buffer;
  stated?: ArrivedDocument['stated'];
  takers?: Takers;
}

/** A real store with its documents in a folder of its own, on a clock that a test moves. */
export interface Inbox {
  clock: FakeClock;
  log: RecordedLog;
  disk: FaultyDisk;
  folder: string;
  store: Store;
  documents: DocumentFolder;
  converter: ReceivedConverter;
  /** Accepts an event as a connection would. */
  take(event: ProviderEvent, taking?: Taking): Promise<Accepted>;
  /** Stores a fax whose document has this size without anyone having to write so many bytes. */
  takeLarge(id: string, size: number): Promise<void>;
  /** Closes an event as the flow would. */
  complete(key: string): Promise<void>;
  keyOf(event: ProviderEvent): string;
  row(event: ProviderEvent): Promise<EventRow>;
  close(): Promise<void>;
}

export async function openInbox(): Promise<Inbox> {
  const { folder, remove } = await temporaryFolder();
  const clock = new FakeClock();
  const log = new RecordedLog();
  const disk = new FaultyDisk();
  const store = await openLevelStore({ folder, clock, time: clock.time, log, createDb: disk.createDb });
  const documents = new DocumentFolder(folder);
  const context = { store, documents, clock, scope: SCOPE, connection: 'connection-1', keepDays: 30 };
  const keyOf = (event: ProviderEvent): string => eventKey(SCOPE, event.kind, event.keyId);
  return {
    ...{ clock, log, disk, folder, store, documents, converter: testConverter(), keyOf },
    take: (event, { source = 'push', document, stated = {}, takers } = {}) =>
      accept(
        { ...context, ...(takers && { takers }) },
        { event, source, ...(document && { document: { content: document, stated } }) },
      ),
    async takeLarge(id, size) {
      const received = await documents.write(TIFF);
      const file = join(folder, 'documents', received.file);
      await truncate(file, size);
      const document = { content: { ...received, size, sha256: (await sha256Of(file)) ?? '' }, stated: {} };
      await accept(context, { event: receivedFax(id), source: 'push', document });
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

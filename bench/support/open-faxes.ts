import { createHash } from 'node:crypto';
import { linkSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { systemClock } from '../../src/domain/clock';
import type { ReceivedDocument } from '../../src/domain/document';
import { contentHashes } from '../../src/domain/content-hash';
import { eventKey, scopeOf } from '../../src/domain/event-key';
import type { EventOf } from '../../src/domain/events';
import { silentLog } from '../../src/domain/log';
import { DocumentFolder } from '../../src/documents/document-folder';
import { accept } from '../../src/inbox/accept';
import { DAY_MS } from '../../src/domain/durations';
import { decodeFaxReceive } from '../../src/providers/etherfax/codec/fax-receive-codec';
import { openLevelStore } from '../../src/store/level/open-level-store';
import type { NewEvent } from '../../src/store/event-row';
import { faxDocument } from './fax-document';

export const ACCOUNT = 'efax-0000-0000';
export const SCOPE = scopeOf('etherfax', ACCOUNT);
export const OWNER = 'bench';

const DOCUMENT = faxDocument(4_000);
const SHA256 = createHash('sha256').update(DOCUMENT).digest('hex');
const MD5 = createHash('md5').update(DOCUMENT).digest('hex');

/** File systems limit the number of hard links to a file. */
const NAMES_A_FILE = 30_000;
const AT_ONCE = 1_000;

/** Fax number `index`, as the provider lists it. */
export function listedFax(index: number): { event: EventOf<'fax.received'> } {
  const decoded = decodeFaxReceive(
    {
      ...{ FaxResult: 0, JobId: jobIdOf(index), CalledNumber: '+15550100001', CallingNumber: '+15550100099' },
      ...{ RemoteId: 'ACME FAX', PagesReceived: 2, ConnectTime: 63, ConnectSpeed: 14_400, DeviceId: 7 },
      ...{ ReceivedOn: '2026-11-20T12:00:00Z', TransactionType: 0 },
      DocumentParams: { Type: 'image/tiff', Length: DOCUMENT.length, Hash: MD5, Name: `${jobIdOf(index)}.tif` },
    },
    { country: '' },
  );
  if (decoded.outcome !== 'event' || decoded.event.kind !== 'fax.received')
    throw new Error('the codec does not take the fax of this bench');
  return { event: decoded.event };
}

/** Decoded only once, because the store is measured, not the codec. */
const TEMPLATE = listedFax(0).event;
const TEMPLATE_HASHES = contentHashes(TEMPLATE);

/** Fax number `index`, as the inbox hands it to the store. Its document does not exist as a file. */
export function newOpenEvent(index: number): NewEvent {
  const { kind, payload, raw } = TEMPLATE;
  const id = jobIdOf(index);
  const now = Date.now();
  return {
    key: eventKey(SCOPE, kind, id),
    scope: SCOPE,
    kind,
    connection: 'connection',
    source: 'push',
    providerId: id,
    payload: { ...payload, id, providerId: id },
    raw: { ...raw, JobId: id },
    hashes: { ...TEMPLATE_HASHES, document: SHA256 },
    storedAt: now,
    now,
    start: 'new',
    keepUntil: now + 30 * DAY_MS,
    document: { file: nameOf(index), type: 'image/tiff', filename: 'fax.tif', size: DOCUMENT.length, sha256: SHA256 },
  };
}

export function jobIdOf(index: number): string {
  return `00000000-0000-4000-8000-${index.toString(16).padStart(12, '0')}`;
}

/** Stores faxes with their documents in a folder's store. */
export async function storeOpenFaxes(folder: string, count: number): Promise<void> {
  const clock = systemClock();
  const documents = new DocumentFolder(folder);
  const store = await openLevelStore({ folder, clock, log: silentLog });
  mkdirSync(join(folder, 'documents'), { recursive: true });
  const context = { store, documents, clock, scope: SCOPE, connection: 'connection', retention: { keepDays: 30 } };
  const acceptOne = async (index: number): Promise<void> => {
    const { event } = listedFax(index);
    const content = linkDocument(join(folder, 'documents'), index);
    await accept(context, { event, document: { content, stated: {} } }, 'poll');
  };
  for (let first = 0; first < count; first += AT_ONCE) {
    const length = Math.min(AT_ONCE, count - first);
    await Promise.all(Array.from({ length }, (_, index) => acceptOne(first + index)));
  }
  await store.close();
}

/** Parks the faxes, as if no node had wanted them yet. */
export async function parkOpenFaxes(folder: string): Promise<void> {
  const store = await openLevelStore({ folder, clock: systemClock(), log: silentLog });
  await store.claim({
    ...{ scope: SCOPE, queue: 'new', owner: OWNER, now: Date.now(), limit: 1 },
    decide: () => 'park',
  });
  await store.close();
}

/** Makes hard links to one file instead of many files, to save the time for writing them. */
function linkDocument(folder: string, index: number): ReceivedDocument {
  const file = nameOf(index);
  const first = nameOf(index - (index % NAMES_A_FILE));
  if (file === first) writeFileSync(join(folder, file), DOCUMENT);
  else linkSync(join(folder, first), join(folder, file));
  return { file, size: DOCUMENT.length, sha256: SHA256, md5: MD5, type: 'image/tiff' };
}

function nameOf(index: number): string {
  return `${jobIdOf(index)}.tif`;
}

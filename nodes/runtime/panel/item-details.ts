import { isUtf8 } from 'node:buffer';
import { compact } from '../../../src/domain/compact';
import { keyForLog } from '../../../src/domain/event-key';
import { hideCredentials } from '../../../src/domain/hide-credentials';
import type { Job } from '../../../src/domain/job';
import type { OpenRow } from '../../../src/store/event-row';
import type { Deployed } from '../connection/deployed';
import { openEvent, ownJob } from '../connection/own-items';
import type { Item } from './item';

/** An item's personal data: shown only to users with write permission, and logged. */
export interface Details {
  logId: string;
  details: Record<string, string | number | boolean>;
}

/** Larger bodies are cut for the side bar. */
const MAX_BODY = 64 * 1024;

/** undefined: there is no such item, or it is completed and its content gone. */
export async function itemDetails(entry: Deployed, type: Item['type'], id: string): Promise<Details | undefined> {
  switch (type) {
    case 'event': {
      const row = await openEvent(entry, id);
      return row && { logId: keyForLog(row.key), details: eventDetails(row) };
    }
    case 'job': {
      const job = await ownJob(entry, id);
      return job && { logId: job.id, details: jobDetails(job) };
    }
    case 'quarantined': {
      const body = await quarantinedBody(entry, id);
      return body && { logId: id.slice(0, 12), details: bodyDetails(body) };
    }
  }
}

async function quarantinedBody({ home, connection }: Deployed, id: string): Promise<Buffer | undefined> {
  return home.store.readQuarantine(connection.knownScope(), id);
}

function eventDetails({ payload, providerId, document, source, key }: OpenRow): Details['details'] {
  const shown: Partial<Record<'from' | 'to' | 'text' | 'remoteId' | 'reference' | 'receivedAt', unknown>> = payload;
  const { from, to, text, remoteId, reference, receivedAt } = shown;
  return known(
    compact({
      from,
      to,
      text,
      remoteId,
      reference,
      receivedAt,
      source,
      providerId,
      key,
      filename: document?.filename,
      damaged: document?.damaged || undefined,
    }),
  );
}

function jobDetails({ id, order, reference, providerId, status }: Job): Details['details'] {
  const { from, to } = order;
  const message = 'message' in status ? status.message : undefined;
  const ends = { message, result: status.result?.name, providerId, jobId: id };
  if (order.kind === 'sms') return known({ from, to, text: order.text, reference, sendAt: order.sendAt, ...ends });
  const filename = order.documents.map((document) => document.filename).join(', ');
  const { header, stationId } = order;
  return known({ from, to, header, stationId, reference, filename, ...ends });
}

function bodyDetails(body: Buffer): Details['details'] {
  const shown = hideCredentials(body);
  const cut = shown.subarray(0, MAX_BODY);
  const isWide = (cut[0] === 0xff && cut[1] === 0xfe) || (cut.length > 1 && cut[1] === 0);
  const encoding = isWide ? 'utf16le' : isUtf8(shown) ? 'utf8' : 'latin1';
  return compact({ body: cut.toString(encoding), isCut: cut.length < shown.length || undefined });
}

/** Only the plain, non-empty values: fields from the wire may hold anything. */
function known(values: Record<string, unknown>): Details['details'] {
  const plain = Object.entries(values).filter((one): one is [string, string | number | boolean] => {
    return one[1] !== '' && ['string', 'number', 'boolean'].includes(typeof one[1]);
  });
  return Object.fromEntries(plain);
}

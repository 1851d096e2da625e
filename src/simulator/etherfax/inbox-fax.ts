import { randomUUID } from 'node:crypto';
import { documentType } from '../../documents/document-type';
import { sampleFax } from '../../documents/sample/sample-fax';
import { samplePdf } from '../../documents/sample/sample-pdf';

/** How a fax is delivered, besides being in the inbox, where every poll finds it. */
export const DELIVERIES = ['push', 'push-without-image', 'poll-only', 'push-twice', 'reordered'] as const;
export type Delivery = (typeof DELIVERIES)[number];

/** A fax to inject. */
export interface InjectFax {
  /** One of the account's numbers; default: the first. */
  to?: string;
  /** "" for a withheld number. */
  from?: string;
  /** The sender's station id. */
  remoteId?: string;
  /** The stated number of pages, which a sample really has; default: 2. */
  pages?: number;
  /** Default: a readable sample. */
  document?: Buffer;
  /** The stated media type, such as `image/tif`, which also selects the sample. Default: by the document's bytes. */
  type?: string;
  /** Only the first half of the document arrives, as after a dropped call. */
  damaged?: boolean;
  /** `reordered`: pushed only after the next fax. Default: the simulator's own. */
  deliver?: Delivery;
}

export interface InboxFax {
  jobId: string;
  calledNumber: string;
  callingNumber: string;
  remoteId: string;
  pages: number;
  seconds: number;
  speed: number;
  deviceId: number;
  /** ms since the epoch. */
  receivedAt: number;
  document: Buffer;
  type: string;
}

export interface Arrival {
  receivedAt: number;
  ownNumber: string;
}

const DEFAULT_PAGES = 2;
const SECONDS_A_PAGE = 20;
const SPEED = 14_400;

const SENDER = '+15550100099';

export function createInboxFax(fax: InjectFax, { receivedAt, ownNumber }: Arrival): InboxFax {
  const pages = fax.pages ?? DEFAULT_PAGES;
  const whole = fax.document ?? sampleDocument(fax.type, pages);
  return {
    jobId: randomUUID(),
    calledNumber: fax.to ?? ownNumber,
    callingNumber: fax.from ?? SENDER,
    remoteId: fax.remoteId ?? '',
    pages,
    seconds: pages * SECONDS_A_PAGE,
    speed: SPEED,
    deviceId: 0,
    receivedAt,
    document: fax.damaged === true ? whole.subarray(0, Math.ceil(whole.length / 2)) : whole,
    type: fax.type ?? documentType(whole).type,
  };
}

/** SENx containers are encrypted, so any bytes without a known signature can be one. */
const SENX_SAMPLE = Buffer.from('opaque sample of a SENx container');
/** A cache, because drawing a page takes milliseconds and load tests inject thousands of faxes. */
const samples = new Map<number, Buffer>();

function sampleDocument(type: string | undefined, pages: number): Buffer {
  if (type === 'application/pdf') return samplePdf({ pages });
  if (type === 'application/x-senx') return SENX_SAMPLE;
  const sample = samples.get(pages) ?? sampleFax({ pages });
  if (pages <= DEFAULT_PAGES) samples.set(pages, sample);
  return sample;
}

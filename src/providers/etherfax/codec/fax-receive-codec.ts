import { compact } from '../../../domain/compact';
import { readTime } from '../../../domain/provider-time';
import type { EventOf } from '../../../domain/events';
import type { FaxReceivedDetails } from '../../../domain/fax';
import { isRecord } from '../../../domain/is-record';
import { readParty } from '../../../domain/numbers/party';
import type { StatedDocument } from '../../provider';
import { ITEM_NOT_FOUND, outcomeOf, readFaxResult } from './fax-result';
import { faxStatusEvent } from './fax-status-event';
import { NO_JOB_ID, readJobId, type JobId } from './job-id';
import { rawFields } from '../../json/raw-fields';
import { readCount, readText } from '../../json/read-value';

export type FaxReceiveDecoded =
  | {
      outcome: 'event';
      event: EventOf<'fax.received'> | EventOf<'fax.status'>;
      stated: StatedDocument;
      /** The document, if the object holds it. */
      image: Buffer | undefined;
    }
  /** The provider says, in one of several ways, that there is no such fax. */
  | { outcome: 'none' }
  | { outcome: 'quarantine'; reason: string };

export interface FaxReceiveContext {
  /** Calling code for national numbers. */
  country: string;
  /** The fax has a document, which the caller has already taken out of the object. */
  hasDocument?: boolean;
  /** The object is everything that the provider has of this fax, so a document that is not in it does not exist. */
  isWhole?: boolean;
}

/** Decodes a FaxReceive that was pushed, listed or fetched. Never throws. */
export function decodeFaxReceive(
  data: unknown,
  { country, hasDocument = false, isWhole = false }: FaxReceiveContext,
): FaxReceiveDecoded {
  if (!isRecord(data)) return { outcome: 'quarantine', reason: 'FaxReceive is not an object' };
  // .NET writes an id that was never set as zeros. Like a missing id, that means "no fax", not a malformed one.
  if (!isGiven(data['JobId']) || data['JobId'] === NO_JOB_ID) return { outcome: 'none' };
  if (readFaxResult(data['FaxResult'])?.code === ITEM_NOT_FOUND) return { outcome: 'none' };
  const jobId = readJobId(data['JobId']);
  if (jobId === undefined) return { outcome: 'quarantine', reason: 'FaxReceive without a usable JobId' };
  const raw = rawFields(data);
  if (raw === undefined) return { outcome: 'quarantine', reason: 'FaxReceive is nested too deeply' };

  const image = readImage(data['FaxImage']);
  const stated = readStated(data['DocumentParams']);
  const mayHaveDocument = hasDocument || image !== undefined || (stated.length ?? 0) > 0;
  const hasNothing = isWhole && !stated.hash && !isGiven(data['FaxImage']);
  const event =
    !mayHaveDocument && broughtNoPage(data, hasNothing)
      ? callWithoutPage(jobId, data, raw)
      : faxReceived(jobId, data, { country, raw });
  return { outcome: 'event', event, stated, image };
}

function isGiven(value: unknown): boolean {
  return value !== undefined && value !== null && value !== '';
}

function faxReceived(
  jobId: JobId,
  data: Record<string, unknown>,
  { country, raw }: { country: string; raw: Record<string, unknown> },
): EventOf<'fax.received'> {
  const receivedAt = readTime(data['ReceivedOn']);
  const remoteId = readText(data['RemoteId']);
  const pages = readCount(data['PagesReceived']);
  const seconds = readCount(data['ConnectTime']);
  const speed = readCount(data['ConnectSpeed']);
  const payload: FaxReceivedDetails = compact({
    id: jobId.key,
    providerId: jobId.wire,
    from: readParty(readText(data['CallingNumber']), { country }),
    to: readParty(readText(data['CalledNumber']), { country }),
    remoteId: remoteId || undefined,
    receivedAt,
    pages,
    seconds,
    speed,
  });
  return compact({
    kind: 'fax.received',
    keyId: jobId.key,
    providerId: jobId.wire,
    payload,
    occurredAt: receivedAt,
    raw,
  });
}

/**
 * Whether the call certainly brought no page. A success with 0 pages may be a wrong count, so it is believed only once
 * the document was asked for and there was none (`hasNothing`).
 */
function broughtNoPage(data: Record<string, unknown>, hasNothing: boolean): boolean {
  if (readCount(data['PagesReceived']) !== 0) return false;
  const result = readFaxResult(data['FaxResult']);
  if (result === undefined) return false;
  const { state } = outcomeOf(result, 0);
  return state === 'succeeded' ? hasNothing : state !== 'in-progress';
}

/**
 * By docs/contract.md#messages, a call that brought no page is a status, not a fax. It is
 * final, because the call is over.
 */
function callWithoutPage(
  jobId: JobId,
  data: Record<string, unknown>,
  raw: Record<string, unknown>,
): EventOf<'fax.status'> {
  const result = readFaxResult(data['FaxResult']);
  const { state, cause: stated } = outcomeOf(result ?? {}, 0);
  // The provider does not say why a successful call brought nothing, so the cause is unknown; `result` keeps its
  // verdict.
  const cause = state === 'succeeded' ? 'unknown' : stated;
  return faxStatusEvent({
    jobId,
    direction: 'in',
    state: cause === 'cancelled' ? 'cancelled' : 'failed',
    outcome: { final: true, cause, retryable: false },
    result,
    pages: 0,
    occurredAt: readTime(data['ReceivedOn']),
    fields: data,
    raw,
  });
}

/** What the provider says about the document. `Name` is never read, because it could be a path. */
function readStated(params: unknown): StatedDocument {
  if (!isRecord(params)) return {};
  const type = readText(params['Type']);
  const length = readCount(params['Length']);
  const hash = readText(params['Hash']);
  return compact({ type: type || undefined, length, hash: hash || undefined });
}

function readImage(value: unknown): Buffer | undefined {
  const image = typeof value === 'string' ? Buffer.from(value, 'base64') : undefined;
  return image?.length === 0 ? undefined : image;
}

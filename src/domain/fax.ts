import type { DocumentInfo } from './document';
import type { Reached } from './is-ahead';

/** In order of progress; the last four are final. docs/contract.md#messages. */
export type FaxState =
  'queued' | 'accepted' | 'dialing' | 'negotiating' | 'transferring' | 'succeeded' | 'failed' | 'cancelled' | 'unknown';

/** Why a fax ended, or has not ended yet, in one vocabulary for all providers (docs/faxes.md#causes). */
export type FaxCause =
  | 'none'
  | 'normal'
  | 'busy'
  | 'no-answer'
  | 'not-fax'
  | 'bad-number'
  | 'blocked'
  | 'rejected'
  | 'line-fault'
  | 'negotiation'
  | 'comms-fault'
  | 'page-quality'
  | 'partial'
  | 'hangup'
  | 'timeout'
  | 'congestion'
  | 'bad-document'
  | 'bad-options'
  | 'cancelled'
  | 'no-credit'
  | 'auth'
  | 'provider-error'
  | 'unknown';

/** What a provider says about a received fax, before the document has been fetched. */
export interface FaxReceivedDetails {
  /** The same as in the statuses of the call: the provider's id, or at Aculab the application instance. */
  id: string;
  /** Also the last part of the event's key. */
  providerId: string;
  /** E.164 with `+` if known to be international, else as it came; "" if withheld. */
  from: string;
  to: string;
  /** The sender's station id (CSID/TSID) as transmitted. */
  remoteId?: string;
  /** ISO 8601, UTC, with Z. */
  receivedAt?: string;
  pages?: number;
  /** Seconds connected. */
  seconds?: number;
  /** Bits per second. */
  speed?: number;
}

export interface FaxReceived extends FaxReceivedDetails {
  document: DocumentInfo;
  /** As the provider delivered it, if `document` was converted from it. */
  original?: DocumentInfo;
  /** Format `png`: one image a page, as bytes or paths; `document` is then the original. */
  images?: (Buffer | string)[];
}

export interface FaxStatus {
  id: string;
  providerId?: string;
  direction: 'in' | 'out';
  state: FaxState;
  final: boolean;
  success?: boolean;
  cause: FaxCause;
  retryable: boolean;
  /** 1 for the first call of a job. */
  attempt: number;
  nextAttemptAt?: string;
  history?: { at: string; cause: FaxCause; pages?: number }[];
  pages?: number;
  totalPages?: number;
  seconds?: number;
  speed?: number;
  to?: string;
  from?: string;
  reference?: string;
  negotiated?: Record<string, unknown>;
  message?: string;
  /** The provider's own verdict, as it came. */
  result?: { code?: number | string; name?: string };
  document?: DocumentInfo;
  /** The call had already been given up, as `unknown` or for another call: this is how it ended after all. */
  late?: true;
}

const RANK: Record<FaxState, number> = {
  queued: 0,
  accepted: 1,
  dialing: 2,
  negotiating: 3,
  transferring: 4,
  succeeded: 9,
  failed: 9,
  cancelled: 9,
  unknown: 8,
};

/** How far along a state is, for comparing with `isAhead`. */
export function faxStateRank(state: FaxState): number {
  return RANK[state];
}

/** How far a fax has come, by state and by pages. */
export function faxReached({ state, pages }: { state: FaxState; pages?: number | undefined }): Reached {
  return { rank: faxStateRank(state), pages };
}

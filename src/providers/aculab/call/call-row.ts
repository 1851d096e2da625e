import type { Clock } from '../../../domain/clock';
import { compact } from '../../../domain/compact';
import type { FaxState } from '../../../domain/fax';
import type { WebhookAnswer } from '../../../domain/webhook';
import type { FaxCipher } from '../wire/fax-cipher';
import type { FaxOutcome } from './fax-outcome';

/** What we know about one call, stored durably as JSON. Times are in steady ms. */
export interface CallRow {
  /** Inbound: the application instance. Outbound: our token, because only the call's pages tell its instance. */
  id: string;
  /** Grows with every change. */
  epoch: number;
  direction: 'in' | 'out';
  /** Aculab sends it back with every page. Outbound: the correlation value of the job. */
  token: string;
  /** Undefined for an outbound call whose first page has not come yet. */
  instanceId?: string;
  /** Numbers as Aculab wrote them, or as we dialled them. */
  from: string;
  to: string;
  /** The furthest state reported before the end; `outcome` has the final one. */
  state: Extract<FaxState, 'accepted' | 'dialing' | 'negotiating' | 'transferring'>;
  /** Whether we have answered with the action that sends or receives the fax. */
  isFaxing: boolean;
  pages?: number;
  seconds?: number;
  negotiated?: Record<string, unknown>;
  /** The user wants the call stopped, and Aculab has not confirmed that yet. */
  isStopping?: true;
  outcome?: FaxOutcome;
  /** When the call ended, whether or not the fax went through. */
  endedAt?: number;
  /** Why Aculab aborted the call. */
  error?: string;
  callCause?: string;
  callRawCause?: string;
  /**
   * The file in the media store, with its leading slash. Inbound: the received fax. Outbound: the document we uploaded.
   */
  file?: string;
  /** When we first heard of the file, in ms by the wall clock, for display. */
  fileAt?: number;
  /** When a page announced the received fax, in steady ms. */
  toldAt?: number;
  /** The key of that file; deleted together with the file. */
  cipher?: FaxCipher;
  startedAt: number;
  movedAt: number;
  /** Our answers by page and action id, so that a repeated request gets the same bytes. */
  answers: Record<string, WebhookAnswer>;
}

/** The few fields of a row that a pass over all calls needs. */
export interface CallHead {
  id: string;
  /** The call has no outcome yet. */
  isOpen: boolean;
  direction: CallRow['direction'];
  file?: string;
  startedAt: number;
}

export function headOf({ id, outcome, direction, file, startedAt }: CallRow): CallHead {
  return compact({ id, isOpen: outcome === undefined, direction, startedAt, file });
}

/** How long a fax may make no progress before we give it up (docs/contract.md#reconcile). */
export const STOPPED_MS = 60 * 60_000;

export function stillFor({ movedAt }: Pick<CallRow, 'movedAt'>, clock: Clock): number {
  return clock.now() - movedAt;
}

/** For this long Aculab may not know a new application everywhere. */
const UNKNOWN_MS = 10 * 60_000;

/** Whether Aculab can be believed when it says that it does not know this call. */
export function mayBeUnknown(call: Pick<CallRow, 'movedAt'>, clock: Clock): boolean {
  return stillFor(call, clock) >= clock.scaled(UNKNOWN_MS);
}

/** Whether this outbound call has been silent for so long that its first page will almost certainly never come. */
export function neverAsks(call: CallRow, clock: Clock): boolean {
  const isUnasked = call.direction === 'out' && !call.isFaxing && call.outcome === undefined;
  return isUnasked && stillFor(call, clock) >= clock.scaled(STOPPED_MS);
}

/** Whether this inbound call may still be receiving, so that its file may be incomplete. */
export function stillReceives(call: CallRow, clock: Clock): boolean {
  const isOpen = call.outcome === undefined && call.endedAt === undefined;
  return isOpen && stillFor(call, clock) < clock.scaled(STOPPED_MS);
}

/** Whether a file whose call we do not know may come from this call. */
export function mayBringFile({ isOpen, direction, file }: CallHead): boolean {
  return isOpen && direction === 'in' && file === undefined;
}

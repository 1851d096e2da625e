import type { Clock } from '../../../domain/clock';
import { compact } from '../../../domain/compact';
import type { FaxState } from '../../../domain/fax';
import type { WebhookAnswer } from '../../../domain/webhook';
import type { FaxCipher } from '../wire/fax-cipher';
import type { FaxOutcome } from './fax-outcome';

/** One call as we know it, kept durably: JSON. Times are steady ms. */
export interface CallRow {
  /** Inbound: the application instance. Outbound: our token, because the instance is known only from its pages. */
  id: string;
  /** Grows with every change. */
  epoch: number;
  direction: 'in' | 'out';
  /** What Aculab gives back with every page. Outbound: the correlation value of the job. */
  token: string;
  /** Of an outbound call: undefined until the first of its pages has come. */
  instanceId?: string;
  /** As they came, or as they were dialled. */
  from: string;
  to: string;
  /** Before the end, the furthest state that was told; `outcome` has the last. */
  state: Extract<FaxState, 'accepted' | 'dialing' | 'negotiating' | 'transferring'>;
  /** Did we give it the action that faxes? */
  isFaxing: boolean;
  pages?: number;
  seconds?: number;
  negotiated?: Record<string, unknown>;
  /** Somebody wants it stopped, and Aculab has not agreed yet. */
  isStopping?: true;
  outcome?: FaxOutcome;
  /** The call is over, whatever became of the fax. */
  endedAt?: number;
  /** The platform gave up, for this reason. */
  error?: string;
  callCause?: string;
  callRawCause?: string;
  /** In the media store, with its leading slash. Inbound: the fax that came. Outbound: what we uploaded. */
  file?: string;
  /** When that was first told of: wall clock in ms, for people. */
  fileAt?: number;
  /** The same in steady ms, where a page told of the fax that came. */
  toldAt?: number;
  /** Of that file; goes when the file goes. */
  cipher?: FaxCipher;
  startedAt: number;
  movedAt: number;
  /** By page and action id: a repeated request gets the same bytes. */
  answers: Record<string, WebhookAnswer>;
}

/** A row by its few facts that a pass over all of them needs. */
export interface CallHead {
  id: string;
  /** No outcome yet. */
  isOpen: boolean;
  direction: CallRow['direction'];
  file?: string;
  startedAt: number;
}

export function headOf({ id, outcome, direction, file, startedAt }: CallRow): CallHead {
  return compact({ id, isOpen: outcome === undefined, direction, startedAt, file });
}

/** How long a fax may stand still before it is given up (docs/contract.md#reconcile). */
export const STOPPED_MS = 60 * 60_000;

export function stillFor({ movedAt }: Pick<CallRow, 'movedAt'>, clock: Clock): number {
  return clock.now() - movedAt;
}

/** A new application may not be known everywhere yet. */
const UNKNOWN_MS = 10 * 60_000;

/** Can Aculab be right that it knows no such call? */
export function mayBeUnknown(call: Pick<CallRow, 'movedAt'>, clock: Clock): boolean {
  return stillFor(call, clock) >= clock.scaled(UNKNOWN_MS);
}

/** Has this call of ours been silent for so long that none of its pages will come any more, as far as anybody can tell? */
export function neverAsks(call: CallRow, clock: Clock): boolean {
  const isUnasked = call.direction === 'out' && !call.isFaxing && call.outcome === undefined;
  return isUnasked && stillFor(call, clock) >= clock.scaled(STOPPED_MS);
}

/** Is this inbound call still bringing its fax, so that a file of it may be half of one? */
export function stillReceives(call: CallRow, clock: Clock): boolean {
  const isOpen = call.outcome === undefined && call.endedAt === undefined;
  return isOpen && stillFor(call, clock) < clock.scaled(STOPPED_MS);
}

/** May this call have brought a file whose call is not known? */
export function mayBringFile({ isOpen, direction, file }: CallHead): boolean {
  return isOpen && direction === 'in' && file === undefined;
}

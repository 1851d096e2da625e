import { compact } from '../../../domain/compact';
import { isAhead } from '../../../domain/is-ahead';
import { toIso } from '../../../domain/clock';
import type { ProviderEvent } from '../../../domain/events';
import { faxReached } from '../../../domain/fax';
import { withoutMissingPages } from '../../../domain/fax-verdict';
import type { CallRow } from './call-row';
import {
  callOutcome,
  errorOutcome,
  faxOutcome,
  INTERRUPTED,
  storedOutcome,
  TIMED_OUT,
  unaskedOutcome,
  UNTOLD,
  type FaxOutcome,
} from './fax-outcome';
import { faxReceivedEvent } from './fax-received-event';
import { faxStatusEvent } from './fax-status-event';
import type { ActionResult, CallPage, TransferProgress } from './call-page';
import { storedKey, uploadToken } from '../wire/stored-name';

export interface FollowContext {
  /** Steady ms. */
  now: number;
  /** Wall clock in ms, for people. */
  wall: number;
  /** Calling code that completes national numbers. */
  country: string;
}

/** A call as it is afterwards, and what there is to tell of it. */
export interface Followed {
  call: CallRow;
  events: ProviderEvent[];
}

/** Carries a call of ours on by one of its later pages; only forward, whatever comes late, twice or out of order. */
export function followPage(
  before: CallRow,
  page: Exclude<CallPage, { page: 'first' }>,
  context: FollowContext,
): Followed {
  const telling = { ...context, raw: page.raw };
  const seconds = page.call?.seconds;
  const call: CallRow = compact({
    ...before,
    instanceId: page.instanceId,
    seconds: seconds === undefined ? before.seconds : Math.max(seconds, before.seconds ?? 0),
  });
  switch (page.page) {
    case 'progress':
      return progressed(call, page.progress, telling);
    case 'fax-available':
      return stored(call, page.result, telling);
    case 'next':
      return ended(call, page.result, telling);
    case 'error':
      return closed({ ...call, error: page.error }, undefined, telling);
    case 'final':
      return over(call, page, telling);
  }
}

/**
 * Concludes a call that is over and of whose fax nothing was said: not before its other pages had their time, because a
 * verdict that comes late must not meet a job that is being sent again.
 */
export function settle(
  call: CallRow,
  { graceMs, ...context }: FollowContext & { graceMs: number },
): Followed | undefined {
  if (call.outcome || call.endedAt === undefined || context.now - call.endedAt < graceMs) return undefined;
  return concluded(call, outcomeOfCall(call), { ...context, raw: rawOf(call) });
}

/** The watchdog. A call that comes in and stands still has come to nothing, unless its file is there. */
export function timedOut(
  call: CallRow,
  { stoppedMs, ...context }: FollowContext & { stoppedMs: number },
): Followed | undefined {
  const { outcome, direction, movedAt, endedAt, file } = call;
  const hasStopped = direction === 'in' && endedAt === undefined && context.now - movedAt >= stoppedMs;
  if (outcome || !hasStopped) return undefined;
  return concluded(call, file === undefined ? TIMED_OUT : UNTOLD, { ...context, raw: rawOf(call) });
}

interface Telling extends FollowContext {
  raw: Record<string, unknown>;
}

function progressed(call: CallRow, progress: TransferProgress, telling: Telling): Followed {
  const counted = withTransfer(call, progress);
  if (call.outcome) return { call, events: [] };
  const pages = counted.pages ?? 0;
  const next: CallRow = { ...counted, state: pages > 0 ? 'transferring' : 'negotiating', movedAt: telling.now };
  const isNews = isAhead(faxReached(next), faxReached(call));
  return isNews ? { call: next, events: [faxStatusEvent(next, telling)] } : { call, events: [] };
}

function ended(call: CallRow, result: ActionResult | undefined, telling: Telling): Followed {
  if (!result) return { call, events: [] };
  const counted = withTransfer(call, result);
  const outcome = result.interrupted ? INTERRUPTED : faxOutcome(result.verdict);
  // Without a verdict the call's own cause decides, once it is over.
  const verdict = outcome
    ? concluded(counted, asCounted(outcome, call, result), telling)
    : { call: counted, events: [] };
  const file = stored(verdict.call, result, telling);
  return { call: file.call, events: [...verdict.events, ...file.events] };
}

function over(call: CallRow, page: Extract<CallPage, { page: 'final' }>, telling: Telling): Followed {
  const { cause: callCause = call.callCause, rawCause: callRawCause = call.callRawCause } = page.call ?? {};
  const told: CallRow = compact({ ...call, callCause, callRawCause });
  return closed(told, page.result, telling);
}

function closed(call: CallRow, result: ActionResult | undefined, telling: Telling): Followed {
  const said = ended({ ...call, endedAt: call.endedAt ?? telling.now }, result, telling);
  // A verdict may still be on its way, but not of a call that was never faxing.
  return said.call.outcome || said.call.isFaxing ? said : concluded(said.call, outcomeOfCall(said.call), telling);
}

/** The first verdict stands; one that came as `unknown` gives way to a better one. */
function concluded(call: CallRow, outcome: FaxOutcome, telling: Telling): Followed {
  const isNews = !call.outcome || (call.outcome.state === 'unknown' && outcome.state !== 'unknown');
  if (!isNews) return { call, events: [] };
  const next: CallRow = { ...call, outcome, movedAt: telling.now };
  return { call: next, events: [faxStatusEvent(next, telling)] };
}

/** A fax that came and lies in the media store. A call that brought no page is a status only. */
function stored(call: CallRow, result: ActionResult | undefined, telling: Telling): Followed {
  const name = result?.filename;
  if (call.direction === 'out' || name === undefined || call.file !== undefined) return { call, events: [] };
  // Nobody faxes us what we uploaded ourselves.
  if (uploadToken(name) !== undefined) return { call, events: [] };
  if (broughtNoPage(call)) return { call, events: [] };
  const { now, wall, country, raw } = telling;
  const next: CallRow = { ...call, file: storedKey(name), fileAt: wall, toldAt: now };
  const event = faxReceivedEvent({ name, call: next, receivedAt: toIso(wall), country, raw });
  return { call: next, events: [event] };
}

function withTransfer(call: CallRow, { pages, negotiated }: TransferProgress): CallRow {
  return compact({
    ...call,
    pages: pages === undefined ? call.pages : Math.max(pages, call.pages ?? 0),
    negotiated: negotiated && Object.keys(negotiated).length > 0 ? negotiated : call.negotiated,
  });
}

/** Then there is nothing to receive, whatever file may lie there. */
export function broughtNoPage({ outcome }: CallRow): boolean {
  return outcome?.state === 'failed' && outcome.pages === 0;
}

function asCounted(outcome: FaxOutcome, { pages = 0 }: CallRow, { pages: arrived }: TransferProgress): FaxOutcome {
  const counted = arrived === undefined ? outcome : { ...outcome, pages: arrived };
  return withoutMissingPages(counted, { arrived, known: pages });
}

/**
 * Nothing was said of the fax. One that we have handed over may have arrived, even if no progress page said so: it is
 * not repeated, and only a hang-up by the far end counts as a failure. One that was never asked for has not arrived.
 */
function outcomeOfCall(call: CallRow): FaxOutcome {
  const { error, callCause = '', callRawCause, pages = 0, direction, isFaxing, file } = call;
  const isGiven = direction === 'out' && isFaxing;
  if (error !== undefined) return errorOutcome(error, isGiven || pages > 0);
  const stored = direction === 'in' && file !== undefined ? storedOutcome(callCause) : undefined;
  if (stored) return stored;
  const outcome = callOutcome(compact({ callCause, rawCause: callRawCause }));
  if (direction === 'out' && !isFaxing) return unaskedOutcome(outcome);
  if (isGiven && !/^hung[\s_-]?up$/i.test(callCause.trim()))
    return { ...outcome, state: 'unknown', cause: 'unknown', retryable: false };
  return isGiven || pages > 0 ? { ...outcome, retryable: false } : outcome;
}

function rawOf({ instanceId, callCause, callRawCause }: CallRow): Record<string, unknown> {
  return compact({
    application_instance_id: instanceId,
    call_cause: callCause,
    call_raw_cause: callRawCause,
  });
}

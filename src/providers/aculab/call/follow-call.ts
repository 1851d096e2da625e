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
  MAYBE_COMPLETE,
  type FaxOutcome,
} from './fax-outcome';
import { faxReceivedEvent } from './fax-received-event';
import { faxStatusEvent } from './fax-status-event';
import type { ActionResult, CallPage, TransferProgress } from './call-page';
import { storedKey, uploadToken } from '../wire/stored-name';

export interface FollowContext {
  /** Steady ms. */
  now: number;
  /** Ms by the wall clock, for display. */
  wall: number;
  /** Calling code for national numbers. */
  country: string;
}

/** The call afterwards, and the events to accept. */
export interface Followed {
  call: CallRow;
  events: ProviderEvent[];
}

/** Applies a later page to its call. A call only moves forward, even if pages come late, twice or out of order. */
export function followPage(
  before: CallRow,
  page: Exclude<CallPage, { page: 'first' }>,
  context: FollowContext,
): Followed {
  const eventContext = { ...context, raw: page.raw };
  const seconds = page.call?.seconds;
  const call: CallRow = compact({
    ...before,
    instanceId: page.instanceId,
    seconds: seconds === undefined ? before.seconds : Math.max(seconds, before.seconds ?? 0),
  });
  switch (page.page) {
    case 'progress':
      return withProgress(call, page.progress, eventContext);
    case 'fax-available':
      return withStoredFile(call, page.result, eventContext);
    case 'next':
      return withResult(call, page.result, eventContext);
    case 'error':
      return withEnd({ ...call, error: page.error }, undefined, eventContext);
    case 'final':
      return withFinalPage(call, page, eventContext);
  }
}

/**
 * Gives an outcome to a call that has ended without a verdict on its fax. First waits for its other pages (`graceMs`),
 * because a late verdict must not meet a job that is being sent again.
 */
export function settle(
  call: CallRow,
  { graceMs, ...context }: FollowContext & { graceMs: number },
): Followed | undefined {
  if (call.outcome || call.endedAt === undefined || context.now - call.endedAt < graceMs) return undefined;
  return withOutcome(call, outcomeOfCall(call), { ...context, raw: rawOf(call) });
}

/** Gives an outcome to an inbound call that makes no progress any more: a time-out, unless its file is there. */
export function timedOut(
  call: CallRow,
  { stoppedMs, ...context }: FollowContext & { stoppedMs: number },
): Followed | undefined {
  const { outcome, direction, movedAt, endedAt, file } = call;
  const hasStopped = direction === 'in' && endedAt === undefined && context.now - movedAt >= stoppedMs;
  if (outcome || !hasStopped) return undefined;
  return withOutcome(call, file === undefined ? TIMED_OUT : MAYBE_COMPLETE, { ...context, raw: rawOf(call) });
}

interface EventContext extends FollowContext {
  raw: Record<string, unknown>;
}

function withProgress(call: CallRow, progress: TransferProgress, eventContext: EventContext): Followed {
  const counted = withTransfer(call, progress);
  if (call.outcome) return { call, events: [] };
  const pages = counted.pages ?? 0;
  const next: CallRow = { ...counted, state: pages > 0 ? 'transferring' : 'negotiating', movedAt: eventContext.now };
  const isNews = isAhead(faxReached(next), faxReached(call));
  return isNews ? { call: next, events: [faxStatusEvent(next, eventContext)] } : { call, events: [] };
}

function withResult(call: CallRow, result: ActionResult | undefined, eventContext: EventContext): Followed {
  if (!result) return { call, events: [] };
  const counted = withTransfer(call, result);
  const outcome = result.interrupted ? INTERRUPTED : faxOutcome(result.verdict);
  // Without a verdict, the call's own cause decides, but only once the call is over.
  const verdict = outcome
    ? withOutcome(counted, withCountedPages(outcome, call, result), eventContext)
    : { call: counted, events: [] };
  const file = withStoredFile(verdict.call, result, eventContext);
  return { call: file.call, events: [...verdict.events, ...file.events] };
}

function withFinalPage(
  call: CallRow,
  page: Extract<CallPage, { page: 'final' }>,
  eventContext: EventContext,
): Followed {
  const { cause: callCause = call.callCause, rawCause: callRawCause = call.callRawCause } = page.call ?? {};
  const next: CallRow = compact({ ...call, callCause, callRawCause });
  return withEnd(next, page.result, eventContext);
}

function withEnd(call: CallRow, result: ActionResult | undefined, eventContext: EventContext): Followed {
  const followed = withResult({ ...call, endedAt: call.endedAt ?? eventContext.now }, result, eventContext);
  const { outcome, isFaxing } = followed.call;
  // Without an outcome, wait for the verdict, which may still come, unless the call never got as far as faxing.
  if (outcome || isFaxing) return followed;
  return withOutcome(followed.call, outcomeOfCall(followed.call), eventContext);
}

/** The first outcome stays, except that a later one may replace `unknown`. */
function withOutcome(call: CallRow, outcome: FaxOutcome, eventContext: EventContext): Followed {
  const isNews = !call.outcome || (call.outcome.state === 'unknown' && outcome.state !== 'unknown');
  if (!isNews) return { call, events: [] };
  const next: CallRow = { ...call, outcome, movedAt: eventContext.now };
  return { call: next, events: [faxStatusEvent(next, eventContext)] };
}

/** Makes the event of a received fax once its file is stored. A call that brought no page only has a status. */
function withStoredFile(call: CallRow, result: ActionResult | undefined, eventContext: EventContext): Followed {
  const name = result?.filename;
  if (call.direction === 'out' || name === undefined || call.file !== undefined) return { call, events: [] };
  // Our own upload is not a received fax.
  if (uploadToken(name) !== undefined) return { call, events: [] };
  if (broughtNoPage(call)) return { call, events: [] };
  const { now, wall, country, raw } = eventContext;
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

/** Whether the call certainly brought no page, so that its file, if there is one, is not a fax. */
export function broughtNoPage({ outcome }: CallRow): boolean {
  return outcome?.state === 'failed' && outcome.pages === 0;
}

function withCountedPages(
  outcome: FaxOutcome,
  { pages = 0 }: CallRow,
  { pages: arrived }: TransferProgress,
): FaxOutcome {
  const counted = arrived === undefined ? outcome : { ...outcome, pages: arrived };
  return withoutMissingPages(counted, { arrived, known: pages });
}

/**
 * The outcome without a verdict on the fax. A fax that the call got from us may have arrived, even if no progress page
 * said so. It is never retryable, and only a hang-up by the remote end counts as a failure. A fax that the call never
 * asked for has not arrived.
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

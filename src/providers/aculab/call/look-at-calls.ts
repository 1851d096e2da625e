import { DAY_MS } from '../../../domain/durations';
import { forAnswer, type Clock } from '../../../domain/clock';
import { ItemGoneError, ProviderRefusedError } from '../../../domain/errors';
import type { ProviderEvent } from '../../../domain/events';
import type { AculabClient } from '../wire/aculab-client';
import { unavailable } from '../../http/network-error';
import { mayBeOfOneItem } from '../../http/of-one-item';
import type { ReconcileSink } from '../../provider';
import { mayBeUnknown, neverAsks, stillFor, STOPPED_MS, type CallHead, type CallRow } from './call-row';
import { changeCall, type CallStore } from './call-store';
import { interruptCall, withholdFax } from './cancel-call';
import { NEVER_ASKED } from './fax-outcome';
import { faxStatusEvent } from './fax-status-event';
import { settle, timedOut } from './follow-call';

export interface LookOptions {
  client: Pick<AculabClient, 'applicationStatus' | 'interrupt' | 'protocolCheck'>;
  calls: CallStore;
  clock: Clock;
  country: string;
  /** Accepts an event, before the row is written, which says that it was accepted. */
  accept: (event: ProviderEvent) => Promise<unknown>;
}

/** By how much the pages of one call may overtake each other. */
const GRACE_MS = 30_000;
/** Aculab is asked about a call only if none of its pages came for this long. */
const STILL_MS = 2 * 60_000;

interface Concluded {
  call?: CallRow;
  events: ProviderEvent[];
}

const NOTHING: Concluded = { events: [] };

/**
 * Looks after an open call whose pages may be lost: asks Aculab whether it has ended, repeats a stop that is not
 * confirmed, and gives it an outcome when its time is up. Resolves with the row, undefined when there is none.
 */
export async function lookAtCall(id: string, options: LookOptions, signal: AbortSignal): Promise<CallRow | undefined> {
  const { calls, accept } = options;
  const known = await calls.get(id);
  if (known && neverAsks(known, options.clock)) return giveUp(known, options);
  if (known?.isStopping && !known.outcome) await interruptCall(known, options, signal);
  const hasEnded = known !== undefined && (await askWhetherEnded(known, options, signal));
  const { call } = await changeCall(calls, id, async (row) => {
    const { call: next, events } = row ? concludedInTime(row, hasEnded, options) : NOTHING;
    for (const event of events) await accept(event);
    return next ? { call: next } : {};
  });
  return call ?? (await calls.get(id));
}

/**
 * Final at once, without the wait of `settle`: the number may now be called again, so a late page of
 * this call must not get the fax.
 */
async function giveUp({ id }: CallRow, { calls, clock, country, accept }: LookOptions): Promise<CallRow | undefined> {
  const isWithheld = await withholdFax(id, calls, NEVER_ASKED);
  const call = await calls.get(id);
  if (isWithheld && call) await accept(faxStatusEvent(call, { country, wall: clock.wall(), raw: {} }));
  return call;
}

/** What becomes of a call through the passing of time. */
function concludedInTime(row: CallRow, hasEnded: boolean, { clock, country }: LookOptions): Concluded {
  const context = { now: clock.now(), wall: clock.wall(), country };
  const call = hasEnded && row.endedAt === undefined ? { ...row, endedAt: context.now } : row;
  const settled = settle(call, { ...context, graceMs: clock.scaled(forAnswer(clock, GRACE_MS)) });
  const concluded = settled ?? timedOut(call, { ...context, stoppedMs: clock.scaled(STOPPED_MS) });
  return concluded ?? (call === row ? NOTHING : { call, events: [] });
}

async function askWhetherEnded(call: CallRow, { client, clock }: LookOptions, signal: AbortSignal): Promise<boolean> {
  const { instanceId, outcome, endedAt } = call;
  const stillMs = stillFor(call, clock);
  if (instanceId === undefined || outcome || endedAt !== undefined || stillMs < clock.scaled(STILL_MS)) return false;
  try {
    return (await client.applicationStatus(instanceId, signal)).hasEnded;
  } catch (error) {
    if (error instanceof ItemGoneError) return mayBeUnknown(call, clock);
    // A refusal or a failure that concerns only this call must not stop the pass over the others.
    if (error instanceof ProviderRefusedError) return false;
    if (!mayBeOfOneItem(error)) throw error;
    await client.protocolCheck(signal);
    return false;
  }
}

/** How long a finished call is kept; no page comes later than that. */
const ENDED_MS = DAY_MS;
/** How long a call without an outcome is kept; the outbox has given it up long before. */
const OPEN_MS = 8 * DAY_MS;

/**
 * A call is forgotten together with its file's decryption key, so only once its file has been missing from all lists
 * for this long. A single list may be empty by a fault.
 */
const ABSENT_MS = 10 * 60_000;

export interface CallsPass {
  sink: Pick<ReconcileSink, 'accept'>;
  /** The names in the media store. */
  files: ReadonlySet<string>;
}

/** Looks after every open call, and forgets old calls whose file is gone. */
export function createCallsReconciler(
  options: Omit<LookOptions, 'accept'>,
): (pass: CallsPass, signal: AbortSignal) => Promise<void> {
  const { calls, clock } = options;
  /** Since when the file of an old call has been in no list, in steady ms, by the call's id. */
  const absentSince = new Map<string, number>();

  function isGone({ id, file }: CallHead, files: ReadonlySet<string>): boolean {
    if (file === undefined) return true;
    const since = absentSince.get(id) ?? clock.now();
    if (files.has(file)) absentSince.delete(id);
    else absentSince.set(id, since);
    return !files.has(file) && clock.now() - since >= clock.scaled(ABSENT_MS);
  }

  async function forget(head: CallHead): Promise<void> {
    await calls.forget(head);
    absentSince.delete(head.id);
  }

  return async ({ sink, files }, signal) => {
    const look = { ...options, accept: (event: ProviderEvent) => sink.accept({ event }) };
    for (const head of await calls.heads()) {
      if (signal.aborted) throw unavailable('aborted');
      if (isOver(head, clock) && isGone(head, files)) await forget(head);
      else if (head.isOpen) await lookAtCall(head.id, look, signal);
    }
  };
}

function isOver({ isOpen, startedAt }: CallHead, clock: Clock): boolean {
  return clock.now() - startedAt > clock.scaled(isOpen ? OPEN_MS : ENDED_MS);
}

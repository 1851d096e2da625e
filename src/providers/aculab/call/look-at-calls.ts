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
  /** What there is to tell, before the row remembers it as told. */
  accept: (event: ProviderEvent) => Promise<unknown>;
}

/** The pages of one call may overtake each other by this much. */
const GRACE_MS = 30_000;
/** A call that moves tells of itself. */
const STILL_MS = 2 * 60_000;

interface Concluded {
  call?: CallRow;
  events: ProviderEvent[];
}

const NOTHING: Concluded = { events: [] };

/** Carries on an open call whose pages may be lost: has it ended, and was nothing said of its fax in time? */
export async function lookAtCall(id: string, options: LookOptions, signal: AbortSignal): Promise<CallRow | undefined> {
  const { calls, accept } = options;
  const known = await calls.get(id);
  if (known && neverAsks(known, options.clock)) return giveNothing(known, options);
  if (known?.isStopping && !known.outcome) await interruptCall(known, options, signal);
  const hasEnded = known !== undefined && (await askWhetherEnded(known, options, signal));
  const { call } = await changeCall(calls, id, async (row) => {
    const { call: next, events } = row ? concludedInTime(row, hasEnded, options) : NOTHING;
    for (const event of events) await accept(event);
    return next ? { call: next } : {};
  });
  return call ?? (await calls.get(id));
}

/** Final at once, unlike an end that a page told: a late page must not get the fax once the number is called again. */
async function giveNothing(
  { id }: CallRow,
  { calls, clock, country, accept }: LookOptions,
): Promise<CallRow | undefined> {
  const isWithheld = await withholdFax(id, calls, NEVER_ASKED);
  const call = await calls.get(id);
  if (isWithheld && call) await accept(faxStatusEvent(call, { country, wall: clock.wall(), raw: {} }));
  return call;
}

/** What the mere passing of time makes of a call. */
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
    // One call that Aculab will not, or cannot, speak about must not hold up the others.
    if (error instanceof ProviderRefusedError) return false;
    if (!mayBeOfOneItem(error)) throw error;
    await client.protocolCheck(signal);
    return false;
  }
}

/** Nothing more comes of a call that was over so long ago. */
const ENDED_MS = DAY_MS;
/** A call that never ended: the outbox has given it up long before. */
const OPEN_MS = 8 * DAY_MS;

/** With its call a file's key is forgotten: so what one list lacks, which may be none, has to be lacking for so long. */
const ABSENT_MS = 10 * 60_000;

export interface CallsPass {
  sink: Pick<ReconcileSink, 'accept'>;
  /** Names in the media store. */
  files: ReadonlySet<string>;
}

/** Looks at every open call, and forgets those whose time is over and whose file is gone. */
export function createCallsReconciler(
  options: Omit<LookOptions, 'accept'>,
): (pass: CallsPass, signal: AbortSignal) => Promise<void> {
  const { calls, clock } = options;
  /** Of calls that are over, by id: since when their file has been in no list; steady ms. */
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

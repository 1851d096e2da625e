import type { Clock } from '../../../domain/clock';
import {
  AuthError,
  ItemGoneError,
  ProviderRefusedError,
  PushlineError,
  RateLimitedError,
} from '../../../domain/errors';
import { without } from '../../../domain/without';
import type { AculabClient } from '../wire/aculab-client';
import { pause } from '../../../work/pause';
import { mayBeUnknown, type CallRow } from './call-row';
import { changeCall, type CallChange, type CallStore } from './call-store';
import { INTERRUPTED, WITHHELD, type FaxOutcome } from './fax-outcome';
import type { Interruption } from '../wire/interruption-codec';

export interface CancelOptions {
  client: Pick<AculabClient, 'interrupt'>;
  calls: CallStore;
  clock: Clock;
  /** Aborted when the connection closes. */
  closing: AbortSignal;
}

/** The pauses between attempts. After these, `lookAtCall` repeats the request. */
const PAUSES_MS = [1_000, 2_000, 4_000, 8_000];
const LONGEST_PAUSE_MS = 8_000;

/**
 * Stops a call. An outbound call that has not asked for its fax yet cannot be interrupted, because we do not know its
 * instance; instead it will not be given the fax. The wish to stop is stored, so that it outlives a restart.
 */
export async function cancelCall(id: string, options: CancelOptions, signal: AbortSignal): Promise<void> {
  const { calls, clock } = options;
  const { call } = await changeCall(calls, id, stopping);
  if (call.outcome) return;
  const ending = AbortSignal.any([signal, options.closing]);
  for (const pauseMs of [...PAUSES_MS, undefined]) {
    const interruption = await interruptCall(call, options, ending).catch(pauseAskedFor);
    if (interruption === 'interrupted') return;
    const asked = typeof interruption === 'number' ? interruption : 0;
    if (asked === 0 && interruption !== undefined) throw new ProviderRefusedError('the call has ended already');
    if (pauseMs === undefined || asked > LONGEST_PAUSE_MS || ending.aborted) return;
    await pause(clock, Math.max(pauseMs, asked), ending);
  }
}

/** How long Aculab asked us to wait, in ms. */
function pauseAskedFor(error: unknown): number {
  if (error instanceof RateLimitedError) return error.retryAfterMs;
  throw error;
}

/**
 * Makes sure that this call is not given the fax any more; its upload is then deleted by a later pass. Resolves with
 * false when the call has got the fax already.
 */
export async function withholdFax(id: string, calls: CallStore, outcome: FaxOutcome = WITHHELD): Promise<boolean> {
  const { isGiven } = await changeCall(calls, id, (call) => withheld(call, outcome));
  return !isGiven;
}

/** Like `withholdFax`, for a job that the user has cancelled. Works even before the request to send is made. */
export async function withholdCancelled(
  id: string,
  { calls, clock }: Pick<CancelOptions, 'calls' | 'clock'>,
): Promise<boolean> {
  const { isGiven } = await changeCall(calls, id, (call) =>
    call ? withheld(call, INTERRUPTED) : { call: neverBegun(id, clock.now()), isGiven: false },
  );
  return !isGiven;
}

function withheld(call: CallRow | undefined, outcome: FaxOutcome): CallChange & { isGiven: boolean } {
  if (!call || call.isFaxing) return { isGiven: call !== undefined };
  return call.outcome ? { isGiven: false } : { call: { ...call, outcome }, isGiven: false };
}

function stopping(call: CallRow | undefined): { call: CallRow } {
  if (!call) throw new ItemGoneError('no such call');
  if (call.outcome) throw new ProviderRefusedError('the call has ended already');
  const isAsked = call.instanceId !== undefined;
  return { call: isAsked ? { ...call, isStopping: true } : { ...call, outcome: INTERRUPTED } };
}

/** A row that takes the place of the call's own, so that the call can no longer begin. */
function neverBegun(id: string, now: number): CallRow {
  return {
    id,
    epoch: 0,
    direction: 'out',
    token: id,
    from: '',
    to: '',
    state: 'accepted',
    isFaxing: false,
    outcome: INTERRUPTED,
    startedAt: now,
    movedAt: now,
    answers: {},
  };
}

/**
 * Asks Aculab to end a call; the call's pages then report the end. Resolves with undefined when Aculab could not be
 * asked, so that the caller tries again later.
 */
export async function interruptCall(
  { id, instanceId, movedAt }: Pick<CallRow, 'id' | 'instanceId' | 'movedAt'>,
  { client, calls, clock }: Pick<CancelOptions, 'client' | 'calls' | 'clock'>,
  signal: AbortSignal,
): Promise<Interruption | undefined> {
  let interruption: Interruption;
  try {
    interruption = await client.interrupt(instanceId ?? '', signal);
  } catch (error) {
    // The caller has to know, and the call is still to be stopped.
    if (error instanceof RateLimitedError || error instanceof AuthError) throw error;
    if (error instanceof PushlineError && error.retryable) return undefined;
    if (error instanceof ItemGoneError && !mayBeUnknown({ movedAt }, clock)) return undefined;
    await changeCall(calls, id, agreed);
    throw error;
  }
  if (interruption === 'unknown' && !mayBeUnknown({ movedAt }, clock)) return undefined;
  await changeCall(calls, id, agreed);
  return interruption;
}

function agreed(call: CallRow | undefined): CallChange {
  return call?.isStopping ? { call: without(call, 'isStopping') } : {};
}

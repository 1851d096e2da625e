import type { Clock } from '../../domain/clock';
import { ItemGoneError } from '../../domain/errors';
import type { ProviderEvent } from '../../domain/events';
import type { AculabClient } from './aculab-client';
import type { CallRow } from './call-row';
import type { CallStore } from './call-store';
import { changeCall, type CallChange } from './change-call';
import { settle, timedOut } from './follow-page';

export interface LookOptions {
  client: Pick<AculabClient, 'applicationStatus'>;
  calls: CallStore;
  clock: Clock;
  country: string;
}

export interface Look {
  call: CallRow | undefined;
  events: ProviderEvent[];
}

/** The pages of one call may overtake each other by this much. */
const GRACE_MS = 30_000;
/** A call that moves tells of itself. */
const STILL_MS = 2 * 60_000;
/** As long as an outgoing fax may stand still before nobody counts on it (CONTRACT section 8). */
const STOPPED_MS = 60 * 60_000;
/** A new application may not be known everywhere yet. */
const UNKNOWN_MS = 10 * 60_000;

/** Carries on an open call whose pages may be lost: has it ended, and was nothing said of its fax in time? */
export async function lookAtCall(id: string, options: LookOptions, signal: AbortSignal): Promise<Look> {
  const { calls, clock, country } = options;
  const known = await calls.get(id);
  const hasEnded = known !== undefined && (await askWhetherEnded(known, options, signal));
  const { call, events } = await changeCall(calls, id, (row): CallChange & Pick<Look, 'events'> => {
    if (!row) return { events: [] };
    const now = clock.now();
    const ended = hasEnded && row.endedAt === undefined ? { ...row, endedAt: now } : row;
    const settled = settle(ended, { now, country, graceMs: clock.scaled(GRACE_MS) });
    if (settled) return settled;
    const stopped = timedOut(ended, { now, country, stillMs: clock.scaled(STOPPED_MS) });
    if (stopped) return stopped;
    return ended === row ? { events: [] } : { call: ended, events: [] };
  });
  return { call: call ?? (await calls.get(id)), events };
}

async function askWhetherEnded(call: CallRow, { client, clock }: LookOptions, signal: AbortSignal): Promise<boolean> {
  const { instanceId, outcome, endedAt, movedAt } = call;
  const stillFor = clock.now() - movedAt;
  if (instanceId === undefined || outcome || endedAt !== undefined || stillFor < clock.scaled(STILL_MS)) return false;
  try {
    return (await client.applicationStatus(instanceId, signal)).hasEnded;
  } catch (error) {
    if (error instanceof ItemGoneError) return stillFor >= clock.scaled(UNKNOWN_MS);
    throw error;
  }
}

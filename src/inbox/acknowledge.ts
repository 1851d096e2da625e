import { fromNow, type Clock } from '../domain/clock';
import { ItemGoneError } from '../domain/errors';
import { keyForLog, type Scope } from '../domain/event-key';
import type { AckAction, EventKind } from '../domain/events';
import type { Log } from '../domain/log';
import type { PendingAck, Store } from '../store/store';
import type { Holding } from '../store/sharing';
import type { Standing } from '../work/standing';
import { createProviderWorker, type ProviderWorker } from '../work/provider-worker';
import type { Worker } from '../work/worker';
import { retryDelayMs } from '../work/backoff';
import { meaningOf, type Ping } from '../providers/said-gone';

export interface AcknowledgeOptions {
  store: Store;
  clock: Clock;
  standing: Standing;
  holding: Pick<Holding, 'isHeld'>;
  random: () => number;
  log: Log;
  scope: Scope;
  acknowledge: (item: { kind: EventKind; providerId: string; action: AckAction }, signal: AbortSignal) => Promise<void>;
  ping: Ping;
  /** Woken after each acknowledgement: it may run only while none of our events is unread at the provider. */
  longPoll: Pick<Worker, 'wake'>;
}

const BATCH = 16;

/** Acknowledges closed events at the provider. Each acknowledgement is stored, and repeated until it has succeeded. */
export function createAcknowledger(options: AcknowledgeOptions): ProviderWorker {
  const { store, scope, clock, standing, holding } = options;
  return createProviderWorker({
    clock,
    standing,
    holding,
    due: () => store.dueAcks(scope, clock.now(), BATCH),
    nextDue: () => store.nextDue(scope, 'acks'),
    handle: (ack, signal) => acknowledge(options, ack, signal),
  });
}

async function acknowledge(options: AcknowledgeOptions, ack: PendingAck, signal: AbortSignal): Promise<unknown> {
  const { store, clock, log, random } = options;
  try {
    await options.acknowledge(ack, signal);
  } catch (error) {
    const failure = await meaningOf(error, options.ping, signal);
    if (signal.aborted) return undefined;
    if (!(failure instanceof ItemGoneError)) {
      if (ack.failures === 0) log.warn(`event ${keyForLog(ack.key)} could not be acknowledged yet: trying again`);
      await store.ackFailed(ack, fromNow(clock, retryDelayMs(ack.failures, random)));
      return failure;
    }
  }
  await store.ackDone(ack, clock.now());
  options.longPoll.wake();
  return undefined;
}

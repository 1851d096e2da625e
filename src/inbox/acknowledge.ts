import type { Clock } from '../domain/clock';
import { AuthError, ItemGoneError, RateLimitedError } from '../domain/errors';
import { keyForLog, type Scope } from '../domain/event-key';
import type { AckAction, EventKind } from '../domain/events';
import type { Log } from '../domain/log';
import type { PendingAck, Store } from '../store/store';
import { retryDelayMs } from './retry-delay';
import { createWorker, type Worker } from './worker';

export interface AcknowledgeOptions {
  store: Store;
  clock: Clock;
  random: () => number;
  log: Log;
  scope: Scope;
  acknowledge: (item: { kind: EventKind; providerId: string; action: AckAction }, signal: AbortSignal) => Promise<void>;
  /** The provider was told of one: for those who count what is unread there. */
  onDone: () => void;
}

/** With a refused login nothing is gained by asking more often; the poller's probe notices when it works again. */
const AUTH_RETRY_MS = 30 * 60_000;
const BATCH = 16;

/** Tells the provider what the flow closed: a durable step of its own, repeated until the provider has understood. */
export function createAcknowledger(options: AcknowledgeOptions): Worker {
  const { store, scope, clock } = options;
  return createWorker({
    clock,
    step: async (signal) => {
      const due = await store.dueAcks(scope, clock.now(), BATCH);
      for (const ack of due) {
        if (signal.aborted) return undefined;
        await tell(options, ack, signal);
      }
      if (due.length > 0) return 0;
      const next = await store.nextDue(scope, 'acks');
      return next === undefined ? undefined : Math.max(next - clock.now(), 0) + 1;
    },
    onError: () => 5_000,
  });
}

async function tell(options: AcknowledgeOptions, ack: PendingAck, signal: AbortSignal): Promise<void> {
  const { store, clock, log } = options;
  try {
    await options.acknowledge(ack, signal);
  } catch (error) {
    if (signal.aborted) return;
    if (!(error instanceof ItemGoneError)) {
      if (ack.failures === 0) log.warn(`event ${keyForLog(ack.key)} could not be acknowledged yet: it is tried again`);
      return store.ackFailed(ack, clock.now() + clock.scaled(delayAfter(error, ack.failures, options.random)));
    }
  }
  await store.ackDone(ack, clock.now());
  options.onDone();
}

function delayAfter(error: unknown, failures: number, random: () => number): number {
  if (error instanceof RateLimitedError) return error.retryAfterMs;
  if (error instanceof AuthError) return AUTH_RETRY_MS;
  return retryDelayMs(failures, random);
}

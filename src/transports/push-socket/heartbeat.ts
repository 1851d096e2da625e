import { forAnswer, type Clock, type Timer } from '../../domain/clock';

export interface HeartbeatOptions {
  clock: Clock;
  /** All bytes heard so far, pongs and half-read frames included. */
  bytesRead: () => number;
  /** While we do not read ourselves, silence says nothing about the other side. */
  isPaused: () => boolean;
  ping: () => void;
  /** There were bytes since the last look. */
  onHeard?: () => void;
  onDead: () => void;
}

/** Common proxies cut a connection that is idle for 60 s. */
const PING_MS = 25_000;

/** Looked at twice an interval; so many looks without a byte are 2.5 intervals. */
const DEAD_AFTER_LOOKS = 5;
const DEAD_AFTER_MS = (DEAD_AFTER_LOOKS * PING_MS) / 2;

/** Pings, and notices a connection that is only half open. Returns its own stop. */
export function startHeartbeat(options: HeartbeatOptions): () => void {
  const { clock, bytesRead, isPaused, ping, onDead } = options;
  const lookMs = forAnswer(clock, DEAD_AFTER_MS) / DEAD_AFTER_LOOKS;
  let heard = bytesRead();
  let looks = 0;
  let silentLooks = 0;
  let timer: Timer;

  const look = (): void => {
    const now = bytesRead();
    silentLooks = now !== heard || isPaused() ? 0 : silentLooks + 1;
    if (now !== heard) options.onHeard?.();
    heard = now;
    if (silentLooks >= DEAD_AFTER_LOOKS) {
      onDead();
      return;
    }
    looks += 1;
    if (looks % 2 === 0) ping();
    timer = clock.after(lookMs, look);
  };

  timer = clock.after(lookMs, look);
  return () => timer.cancel();
}

import { forAnswer, type Clock, type Timer } from '../../domain/clock';

export interface HeartbeatOptions {
  clock: Clock;
  /** Number of bytes received so far, including pongs and unfinished frames. */
  bytesRead: () => number;
  /** While this side does not read, silence says nothing about the server. */
  isPaused: () => boolean;
  ping: () => void;
  /** Called when bytes have come since the last look. */
  onContact?: () => void;
  onDead: () => void;
}

/** Common proxies close a connection that is idle for 60 s. */
const PING_MS = 25_000;

/** There are two looks in each interval, so this many looks without a byte are 2.5 intervals. */
const DEAD_AFTER_LOOKS = 5;
const DEAD_AFTER_MS = (DEAD_AFTER_LOOKS * PING_MS) / 2;

/** Pings, and detects a connection that is dead although it looks open. Returns the function that stops it. */
export function startHeartbeat(options: HeartbeatOptions): () => void {
  const { clock, bytesRead, isPaused, ping, onDead } = options;
  const lookMs = forAnswer(clock, DEAD_AFTER_MS) / DEAD_AFTER_LOOKS;
  let before = bytesRead();
  let looks = 0;
  let silentLooks = 0;
  let timer: Timer;

  const look = (): void => {
    const now = bytesRead();
    silentLooks = now !== before || isPaused() ? 0 : silentLooks + 1;
    if (now !== before) options.onContact?.();
    before = now;
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

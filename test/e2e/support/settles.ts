import { setTimeout as pause } from 'node:timers/promises';

/** Longer than any pause of the product at the time scales of the rigs: a call is silent for an hour until it is unknown. */
const STILL_MS = 4 * 60_000;

/**
 * Resolves when it holds, however long a busy machine takes, or when nothing has moved for so long that nothing will: what is
 * missing then is told by whoever judges it. `stand`: what moves.
 */
export async function settles(holds: () => Promise<boolean>, stand: () => Promise<string>): Promise<void> {
  let moved = { at: performance.now(), stand: '' };
  while (!(await holds().catch(() => false))) {
    const now = await stand();
    if (now !== moved.stand) moved = { at: performance.now(), stand: now };
    if (performance.now() - moved.at > STILL_MS) {
      console.log(`    nothing moves any more: ${now}`);
      return;
    }
    await pause(500);
  }
}
